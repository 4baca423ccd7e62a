using Microsoft.AspNetCore.Authentication;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>
/// Who vouched for a session: nothing for the embedded issuer, else the external authority. A session counts only as long
/// as its issuer is the configured one.
/// </summary>
internal static class SessionIssuer
{
    private const string Key = "issuer";

    public static string? Of(AuthenticationProperties properties) => properties.Items.TryGetValue(Key, out var issuer) ? issuer : null;

    public static void Set(AuthenticationProperties properties, string authority) => properties.Items[Key] = authority;
}
