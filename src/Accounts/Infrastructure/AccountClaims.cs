using System.Security.Claims;
using Clockit.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Clockit.Accounts.Infrastructure;

/// <summary>The claims of a session are those of the access tokens, plus Identity's security stamp.</summary>
internal sealed class AccountClaims(UserManager<Account> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Account>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Account user)
    {
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, ClockitClaims.Username, ClockitClaims.Role);
        identity.AddClaim(new Claim(ClockitClaims.UserIdClaim, user.Id.ToString()));
        identity.AddClaim(new Claim(ClockitClaims.Username, user.UserName!));
        identity.AddClaim(new Claim(ClockitClaims.DisplayName, user.DisplayName));
        if (user.AvatarUrl is not null)
        {
            identity.AddClaim(new Claim(ClockitClaims.AvatarUrl, user.AvatarUrl));
        }

        foreach (var role in user.Roles)
        {
            identity.AddClaim(new Claim(ClockitClaims.Role, role));
        }

        identity.AddClaim(new Claim(Options.ClaimsIdentity.SecurityStampClaimType, await UserManager.GetSecurityStampAsync(user)));
        return identity;
    }
}
