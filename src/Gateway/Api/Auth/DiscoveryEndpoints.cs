using Clockit.Gateway.Application;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Gateway.Api.Auth;

/// <summary>OpenID Connect discovery of the embedded issuer: how services and other programs find its keys.</summary>
internal static class DiscoveryEndpoints
{
    public static void MapDiscovery(this IEndpointRouteBuilder app)
    {
        app.MapGet("/.well-known/openid-configuration", (AccessTokens tokens, HttpRequest request) => TypedResults.Json(new
        {
            issuer = tokens.Issuer,
            // At the address where the caller found this document: services do so inside the installation's network.
            jwks_uri = $"{request.Scheme}://{request.Host}/.well-known/jwks.json",
            token_endpoint = $"{tokens.Issuer}/api/auth/token",
            response_types_supported = Token,
            subject_types_supported = Public,
            id_token_signing_alg_values_supported = Algorithms,
        }));
        app.MapGet("/.well-known/jwks.json", (ISigningKeys keys) => TypedResults.Json(new { keys = keys.Published.Select(PublicPart) }));
    }

    private static readonly string[] Token = ["token"];
    private static readonly string[] Public = ["public"];
    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256];

    private static object PublicPart(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new
        {
            kty = "EC",
            crv = "P-256",
            use = "sig",
            alg = SecurityAlgorithms.EcdsaSha256,
            kid = key.KeyId,
            x = Base64UrlEncoder.Encode(point.X),
            y = Base64UrlEncoder.Encode(point.Y),
        };
    }
}
