using System.Text.Json.Serialization;
using Clockit.Accounts.Application;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Accounts.Api.Auth;

/// <summary>OpenID Connect discovery of the embedded issuer: how services and other programs find its keys.</summary>
internal static class DiscoveryEndpoints
{
    public static void MapDiscovery(this IEndpointRouteBuilder app)
    {
        var discovery = app.MapGroup("/.well-known").WithTags("Accounts").AllowAnonymous();
        discovery.MapGet("/openid-configuration", (AccessTokens tokens, HttpRequest request) => TypedResults.Ok(new OpenIdConfigurationResponse(
                tokens.Issuer,
                // At the address where the caller found this document: services do so inside the installation's network.
                $"{request.Scheme}://{request.Host}/.well-known/jwks.json",
                $"{tokens.Issuer}/api/auth/token",
                ["token"],
                ["public"],
                [SecurityAlgorithms.EcdsaSha256])))
            .Describe("getOpenIdConfiguration", "OpenID Connect discovery", "For programs that check access tokens themselves.");
        discovery.MapGet("/jwks.json", (ISigningKeys keys) => TypedResults.Ok(new KeySetResponse([.. keys.Published.Select(PublicPart)])))
            .Describe("getSigningKeys", "The keys that sign access tokens", "Public parts only. Keys are rotated: read them again when a token names one that is not here.");
    }

    private static KeyResponse PublicPart(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new KeyResponse("EC", "P-256", "sig", SecurityAlgorithms.EcdsaSha256, key.KeyId, Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
    }
}

/// <summary>OpenID Connect Discovery 1.0, section 3.</summary>
public sealed record OpenIdConfigurationResponse(
    string Issuer,
    [property: JsonPropertyName("jwks_uri")] string KeysUri,
    [property: JsonPropertyName("token_endpoint")] string TokenEndpoint,
    [property: JsonPropertyName("response_types_supported")] IReadOnlyList<string> ResponseTypes,
    [property: JsonPropertyName("subject_types_supported")] IReadOnlyList<string> SubjectTypes,
    [property: JsonPropertyName("id_token_signing_alg_values_supported")] IReadOnlyList<string> SigningAlgorithms);

/// <summary>A JSON Web Key Set (RFC 7517, section 5).</summary>
public sealed record KeySetResponse(IReadOnlyList<KeyResponse> Keys);

/// <summary>A public elliptic-curve key (RFC 7518, section 6.2).</summary>
/// <param name="Kid">Named by the header of the tokens that it signed.</param>
public sealed record KeyResponse(string Kty, string Crv, string Use, string Alg, string Kid, string X, string Y);
