using System.Security.Cryptography;
using System.Text;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.ServiceDefaults.Authentication;

/// <summary>The key <c>Internal:ServiceKey</c> with which the services of an installation know each other.</summary>
public static class ServiceKey
{
    /// <summary>The header that carries the key on calls between services. The gateway lets none in from outside.</summary>
    public const string Header = "X-Clockit-Service-Key";

    /// <summary>Endpoints for other services only: to a caller without the key they do not exist.</summary>
    public static RouteGroupBuilder RequireServiceKey(this RouteGroupBuilder group) =>
        group.ExcludeFromDescription().AddEndpointFilter((context, next) => IsPresented(context.HttpContext)
            ? next(context)
            : ValueTask.FromResult<object?>(ApiProblem.RouteNotFound()));

    /// <summary>The configured key.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string RequiredServiceKey(this IConfiguration configuration) =>
        configuration["Internal:ServiceKey"] is { Length: > 0 } key ? key : throw new InvalidOperationException("Internal:ServiceKey is not set.");

    /// <summary>Whether a request carries the key; compared in constant time.</summary>
    public static bool IsPresented(HttpContext http)
    {
        var expected = http.RequestServices.GetRequiredService<IConfiguration>()["Internal:ServiceKey"];
        var presented = http.Request.Headers[Header].ToString();
        return expected is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(presented));
    }
}
