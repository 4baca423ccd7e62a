namespace Clockit.Accounts.Application;

/// <summary>An OpenID Connect issuer in place of the embedded one. Nothing set: accounts are embedded.</summary>
/// <param name="Authority">The issuer's address, under which its discovery document is; null for the embedded issuer.</param>
/// <param name="Audience">Whom its access tokens must be for.</param>
/// <param name="RolesClaim">The claim that holds roles, beside <c>role</c>.</param>
/// <param name="ClientId">As whom browsers are signed in there; null when only programs with tokens of their own call.</param>
/// <param name="ClientSecret">The client's secret.</param>
public sealed record ExternalIssuerOptions(string? Authority, string Audience, string RolesClaim, string? ClientId, string? ClientSecret)
{
    public bool IsEnabled => Authority is not null;

    /// <summary>Whether browsers can be signed in.</summary>
    public bool HasSignIn => ClientId is not null;
}
