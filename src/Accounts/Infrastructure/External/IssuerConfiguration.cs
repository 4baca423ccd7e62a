using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>The issuer's document for the sign-in, by the same reader as for bearer tokens; an issuer that is down is 503.</summary>
internal sealed class IssuerConfiguration(ExternalIssuer issuer) : IConfigurationManager<OpenIdConnectConfiguration>
{
    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => issuer.GetAsync(cancel);

    public void RequestRefresh() => issuer.Manager.RequestRefresh();
}
