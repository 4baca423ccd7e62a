namespace Clockit.Gateway.Infrastructure.External;

internal static class BearerTokens
{
    /// <summary>Whether an <c>Authorization</c> header holds a JSON Web Token, good or bad. A stream key has no dots.</summary>
    public static bool IsJwt(string header) => header.Contains('.', StringComparison.Ordinal);
}
