namespace Clockit.Accounts.Infrastructure.External;

/// <summary>
/// The configuration section <c>Auth</c>: an OpenID Connect issuer in place of the embedded one. Nothing set: accounts are
/// embedded.
/// </summary>
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

    /// <exception cref="InvalidOperationException">The configuration cannot work; the message says why.</exception>
    public static ExternalIssuerOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        string? Value(string key) => configuration[$"Auth:{key}"] is { Length: > 0 } value ? value : null;

        var options = new ExternalIssuerOptions(
            Value("Authority")?.TrimEnd('/'), Value("Audience") ?? "clockit", Value("RolesClaim") ?? "roles", Value("ClientId"), Value("ClientSecret"));
        return options.Problem(environment) is { } problem ? throw new InvalidOperationException(problem) : options;
    }

    private string? Problem(IHostEnvironment environment)
    {
        if (Authority is null)
        {
            return ClientId is null && ClientSecret is null ? null : "Auth:ClientId and Auth:ClientSecret need Auth:Authority, the address of the issuer.";
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            return "Auth:Authority must be the issuer's absolute http(s) address, without query, fragment or credentials.";
        }

        if (address.Scheme is "http" && !address.IsLoopback && !environment.IsDevelopment())
        {
            return "Auth:Authority must be an https address: keys that come over http can be anybody's.";
        }

        return ClientId is null == ClientSecret is null ? null : "Auth:ClientId and Auth:ClientSecret must be set together, or neither.";
    }
}
