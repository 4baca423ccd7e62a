using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>Tells what an <c>Authorization</c> header holds.</summary>
public static class Credentials
{
    /// <summary>Whether it is an access or API token, good or bad. A stream key is neither: it has no dots and another prefix.</summary>
    public static bool AreOurs(string header) =>
        header.Contains('.', StringComparison.Ordinal) || header.StartsWith($"Bearer {ApiToken.Prefix}", StringComparison.OrdinalIgnoreCase);
}
