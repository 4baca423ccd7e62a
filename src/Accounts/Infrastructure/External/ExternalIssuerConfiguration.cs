using Clockit.Accounts.Application;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>Reads the configuration section <c>Auth</c>.</summary>
internal static class ExternalIssuerConfiguration
{
    /// <exception cref="InvalidOperationException">The configuration cannot work; the message says why.</exception>
    public static ExternalIssuerOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        string? Value(string key) => configuration[$"Auth:{key}"] is { Length: > 0 } value ? value : null;

        var options = new ExternalIssuerOptions(
            Value("Authority")?.TrimEnd('/'), Value("Audience") ?? "clockit", Value("RolesClaim") ?? "roles", Value("ClientId"), Value("ClientSecret"));
        return Problem(options, environment) is { } problem ? throw new InvalidOperationException(problem) : options;
    }

    private static string? Problem(ExternalIssuerOptions options, IHostEnvironment environment)
    {
        if (options.Authority is null)
        {
            return options.ClientId is null && options.ClientSecret is null ? null : "Auth:ClientId and Auth:ClientSecret need Auth:Authority, the address of the issuer.";
        }

        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            return "Auth:Authority must be the issuer's absolute http(s) address, without query, fragment or credentials.";
        }

        if (address.Scheme is "http" && !address.IsLoopback && !environment.IsDevelopment())
        {
            return "Auth:Authority must be an https address: keys that come over http can be anybody's.";
        }

        return options.ClientId is null == options.ClientSecret is null ? null : "Auth:ClientId and Auth:ClientSecret must be set together, or neither.";
    }
}
