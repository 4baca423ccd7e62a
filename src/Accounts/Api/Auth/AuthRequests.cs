using System.ComponentModel.DataAnnotations;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Api.Auth;

/// <summary>The body of register.</summary>
/// <param name="Username">Letters a–z, digits, dots, dashes and underscores; starts with a letter or digit. Unique regardless of case; some names are reserved.</param>
/// <param name="Password">Not one of the most common ones, nor made of the names.</param>
/// <param name="DisplayName">The username when left out.</param>
/// <param name="Role">Creators may stream; <c>viewer</c> when left out.</param>
public sealed record RegisterRequest(
    [property: Required, RegularExpression(Usernames.Pattern)] string? Username,
    [property: Required, StringLength(PasswordRules.Max, MinimumLength = PasswordRules.Min)] string? Password,
    [property: MaxLength(ProfileRules.MaxDisplayName)] string? DisplayName,
    [property: AllowedValues("viewer", "creator")] string? Role)
{
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

        if (PasswordErrors.Find(Password, Username ?? "", TrimmedDisplayName) is { } problem)
        {
            errors["password"] = [problem];
        }

        if (!ProfileRules.IsDisplayName(TrimmedDisplayName) && !errors.ContainsKey("username"))
        {
            errors["displayName"] = [$"A display name has 1 to {ProfileRules.MaxDisplayName} characters."];
        }

        if (Role is not (null or "viewer" or "creator"))
        {
            errors["role"] = ["A role is viewer or creator."];
        }

        return errors;
    }
}

/// <summary>What is wrong with a new password.</summary>
internal static class PasswordErrors
{
    /// <summary>Null when nothing is.</summary>
    public static string? Find(string? password, params IReadOnlyList<string> names) =>
        password is null || !PasswordRules.IsPassword(password) ? $"A password has {PasswordRules.Min} to {PasswordRules.Max} characters, and not only spaces."
        : PasswordRules.IsCommon(Passwords.Normalize(password), names) ? "This password is among the first that others would guess; choose another one."
        : null;
}

/// <summary>The body of login and token.</summary>
public sealed record CredentialsRequest(
    [property: Required, MaxLength(CredentialsRequest.MaxLength)] string? Username,
    [property: Required, MaxLength(CredentialsRequest.MaxLength)] string? Password)
{
    internal const int MaxLength = 256;

    /// <summary>Whether there is anything to check.</summary>
    internal bool IsComplete => Username is { Length: > 0 and <= MaxLength } && Password is { Length: > 0 and <= MaxLength } && !Username.Contains('\0', StringComparison.Ordinal);
}

/// <summary>The body of refresh.</summary>
public sealed record RefreshRequest([property: Required, MaxLength(RefreshRequest.MaxLength)] string? RefreshToken)
{
    internal const int MaxLength = 256;
}

/// <summary>The body of a change of password.</summary>
public sealed record PasswordRequest(
    [property: Required, MaxLength(CredentialsRequest.MaxLength)] string? CurrentPassword,
    [property: Required, StringLength(PasswordRules.Max, MinimumLength = PasswordRules.Min)] string? NewPassword);

/// <summary>The body of an account's deletion.</summary>
/// <param name="Password">The account's; not asked of accounts of an external issuer.</param>
public sealed record AccountDeletionRequest([property: MaxLength(CredentialsRequest.MaxLength)] string? Password);

/// <summary>The body of a new API token.</summary>
/// <param name="Name">1 to 50 characters that remind of what it is for.</param>
/// <param name="Scopes">What it may be used for, at least one.</param>
/// <param name="ExpiresAt">Within 366 days.</param>
public sealed record ApiTokenRequest(
    [property: Required, MinLength(1), MaxLength(ApiToken.MaxName)] string? Name,
    [property: Required, MinLength(1), MaxLength(3)] IReadOnlyList<string?>? Scopes,
    [property: Required] DateTimeOffset? ExpiresAt)
{
    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    internal IReadOnlyDictionary<string, string[]> Validate(DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (Name is null || Name.Trim().Length is 0 or > ApiToken.MaxName || !ProfileRules.IsText(Name))
        {
            errors["name"] = [$"A name has 1 to {ApiToken.MaxName} characters."];
        }

        if (Scopes is not { Count: > 0 } || Scopes.Any(scope => scope is null || !ApiScopes.All.Contains(scope, StringComparer.Ordinal)))
        {
            errors["scopes"] = [$"A list of {string.Join(", ", ApiScopes.All)}."];
        }

        if (ExpiresAt is null || ExpiresAt <= now || ExpiresAt > now + ApiToken.MaxLifetime)
        {
            errors["expiresAt"] = [$"A time within the next {ApiToken.MaxLifetime.TotalDays:0} days."];
        }

        return errors;
    }
}
