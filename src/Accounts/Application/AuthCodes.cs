namespace Clockit.Accounts.Application;

/// <summary>The codes about sign-in. Codes are stable: clients are written against them.</summary>
public static class AuthCodes
{
    public const string ExternalIssuer = "auth.external_issuer";
    public const string ExternalProfile = "auth.external_profile";
    public const string InvalidCredentials = "auth.invalid_credentials";
    public const string LockedOut = "auth.locked_out";
    public const string SessionNotFound = "auth.session_not_found";
    public const string TokenLimit = "auth.token_limit";
    public const string TokenNotFound = "auth.token_not_found";
    public const string RefreshInvalid = "auth.refresh_invalid";
    public const string SignInFailed = "auth.signin_failed";
    public const string SignInUnavailable = "auth.signin_unavailable";
    public const string UsernameTaken = "auth.username_taken";
}
