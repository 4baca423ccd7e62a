using System.ComponentModel.DataAnnotations;
using Clockit.Accounts.Application;

namespace Clockit.Accounts.Api.Auth;

/// <summary>The body of register.</summary>
/// <param name="Username">Letters a–z, digits, dots, dashes and underscores; starts with a letter or digit. Unique regardless of case.</param>
/// <param name="DisplayName">The username when left out.</param>
/// <param name="Role">Creators may stream; <c>viewer</c> when left out.</param>
public sealed record RegisterRequest(
    [property: Required, RegularExpression(Usernames.Pattern)] string? Username,
    [property: Required, StringLength(RegisterRequest.MaxPassword, MinimumLength = RegisterRequest.MinPassword)] string? Password,
    [property: MaxLength(ProfileRules.MaxDisplayName)] string? DisplayName,
    [property: AllowedValues("viewer", "creator")] string? Role)
{
    private const int MinPassword = 8;
    private const int MaxPassword = 128;

    internal string TrimmedDisplayName => string.IsNullOrWhiteSpace(DisplayName) ? Username ?? "" : DisplayName.Trim();

    internal bool IsCreator => Role is "creator";

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    internal IReadOnlyDictionary<string, string[]> Validate()
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (Username is null || !Usernames.IsValid(Username))
        {
            errors["username"] = ["A username has 3 to 30 letters a–z, digits, dots, dashes or underscores, and starts with a letter or digit."];
        }

        if (Password is null || Password.Length < MinPassword || Password.Length > MaxPassword || !ProfileRules.IsText(Password))
        {
            errors["password"] = [$"A password has {MinPassword} to {MaxPassword} characters."];
        }

        if (TrimmedDisplayName.Length > ProfileRules.MaxDisplayName || !ProfileRules.IsText(TrimmedDisplayName))
        {
            errors["displayName"] = [$"A display name has at most {ProfileRules.MaxDisplayName} characters."];
        }

        if (Role is not (null or "viewer" or "creator"))
        {
            errors["role"] = ["A role is viewer or creator."];
        }

        return errors;
    }
}

/// <summary>The body of login and token.</summary>
public sealed record CredentialsRequest(
    [property: Required, MaxLength(CredentialsRequest.MaxLength)] string? Username,
    [property: Required, MaxLength(CredentialsRequest.MaxLength)] string? Password)
{
    private const int MaxLength = 256;

    /// <summary>Whether there is anything to check.</summary>
    internal bool IsComplete => Username is { Length: > 0 and <= MaxLength } && Password is { Length: > 0 and <= MaxLength } && !Username.Contains('\0', StringComparison.Ordinal);
}

/// <summary>The body of refresh.</summary>
public sealed record RefreshRequest([property: Required, MaxLength(RefreshRequest.MaxLength)] string? RefreshToken)
{
    internal const int MaxLength = 256;
}
