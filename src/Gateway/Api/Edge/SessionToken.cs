using System.Net.Http.Headers;
using System.Security.Claims;
using Clockit.Accounts.Application;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// Towards the services, whoever is signed in is known by a short-lived token that says what the account may do now. The
/// cookie, the program's token and the external issuer's token stay here, good or bad; a stream key goes on as it is. A
/// token is used again for a minute by the same session.
/// </summary>
internal sealed class SessionToken(AccessTokens tokens) : ITransformProvider, IDisposable
{
    private const string TokenInAddress = "access_token";
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(1);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    public void Apply(TransformBuilderContext context) => context.AddRequestTransform(transform =>
    {
        var proxied = transform.ProxyRequest.Headers;
        proxied.Remove(HeaderNames.Cookie);
        if (transform.HttpContext.Request.Query.ContainsKey(TokenInAddress))
        {
            transform.Query.Collection.Remove(TokenInAddress);
        }

        if (transform.HttpContext.User is { Identity.IsAuthenticated: true } user)
        {
            proxied.Authorization = new AuthenticationHeaderValue("Bearer", TokenFor(user));
        }
        else if (Credentials.AreOurs(transform.HttpContext.Request.Headers.Authorization.ToString()))
        {
            proxied.Authorization = null;
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
        // Name, roles and session are in the key, so that a change shows at once.
        var key = string.Join('\n', user.Claims.Select(claim => $"{claim.Type} {claim.Value}"));
        return _cache.GetOrCreate(key, entry =>
        {
            entry.Size = 1;
            entry.AbsoluteExpirationRelativeToNow = Reuse;
            return tokens.Create(user, AccessTokens.SessionLifetime);
        })!;
    }
}
