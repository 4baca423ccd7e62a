using System.Net.Http.Headers;
using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.Accounts.Infrastructure.External;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// Towards the services a browser's cookie becomes a short-lived bearer token; the cookie itself stays here. So does the
/// token of an external issuer: the services trust the gateway's own keys only. A token is used again for a minute by the
/// same session.
/// </summary>
internal sealed class SessionToken(AccessTokens tokens, ExternalIssuerOptions external) : ITransformProvider, IDisposable
{
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(1);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    public void Apply(TransformBuilderContext context) => context.AddRequestTransform(transform =>
    {
        transform.ProxyRequest.Headers.Remove(HeaderNames.Cookie);
        if (external.IsEnabled && BearerTokens.IsJwt(transform.HttpContext.Request.Headers.Authorization.ToString()))
        {
            // Also one that was refused, or that only the services would take. A stream key goes on as it is.
            transform.ProxyRequest.Headers.Authorization = null;
        }

        if (transform.ProxyRequest.Headers.Authorization is null && transform.HttpContext.User is { Identity.IsAuthenticated: true } user)
        {
            transform.ProxyRequest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenFor(user));
        }

        return ValueTask.CompletedTask;
    });

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Dispose() => _cache.Dispose();

    private string TokenFor(ClaimsPrincipal user)
    {
        // The stamp changes with the account's password; name and roles are in the key so that a change shows at once.
        var key = string.Join('\n', user.Claims.Where(claim => claim.Type != ClaimTypes.AuthenticationInstant).Select(claim => claim.Value));
        return _cache.GetOrCreate(key, entry =>
        {
            entry.Size = 1;
            entry.AbsoluteExpirationRelativeToNow = Reuse;
            return tokens.Create(user, AccessTokens.SessionLifetime);
        })!;
    }
}
