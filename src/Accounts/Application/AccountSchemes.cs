namespace Clockit.Accounts.Application;

/// <summary>How requests are authenticated.</summary>
public static class AccountSchemes
{
    /// <summary>A bearer or API token when there is one, the session cookie otherwise.</summary>
    public const string SessionOrBearer = "SessionOrBearer";

    /// <summary>The session cookie.</summary>
    public const string Session = "Identity.Application";

    /// <summary>A named API token.</summary>
    public const string ApiToken = "ApiToken";

    /// <summary>Signing in at the external issuer.</summary>
    public const string External = "ExternalSignIn";

    /// <summary>The claims that an API token brings.</summary>
    public const string Scope = "scope";
}
