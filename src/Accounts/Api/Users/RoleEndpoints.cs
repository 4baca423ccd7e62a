using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clockit.Accounts.Api.Auth;
using Clockit.Accounts.Application;
using Clockit.Accounts.Infrastructure.External;
using Clockit.Accounts.Infrastructure.Users;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Users;

/// <summary>The body of a change of roles.</summary>
/// <param name="Roles">Each of viewer, creator, moderator and admin; viewer is always among them.</param>
public sealed record RolesRequest([property: Required, MaxLength(4)] IReadOnlyList<string?>? Roles);

/// <summary>Who may do what on the whole site.</summary>
internal static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder app) => app.MapPut("/api/users/{userId}/roles", ReplaceAsync)
        .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireRole(ClockitRoles.Admin))
        .WithTags("Users")
        .Describe("setRoles", "Give a user roles", "For admins; replaces the roles that the user has. Sessions have the new ones within a minute, tokens when they are next issued.")
        .Problems(403, ProblemCodes.AuthForbidden)
        .Problems(404, UserCodes.NotFound)
        .Problems(409, UserCodes.LastAdmin, AuthCodes.ExternalProfile)
        .Problems(422, ProblemCodes.RequestInvalid);

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> ReplaceAsync(
        string userId, RolesRequest request, ClaimsPrincipal user, ExternalIssuerOptions external, RoleService roles, CancellationToken cancellationToken)
    {
        if (external.IsEnabled)
        {
            return ApiProblem.Conflict(AuthCodes.ExternalProfile, $"Roles are kept by {external.Authority}; change them there.");
        }

        if (request.Roles is not { } wanted || wanted.Any(role => role is null || !ClockitRoles.All.Contains(role, StringComparer.Ordinal)))
        {
            return ApiProblem.Invalid("roles", $"A list of {string.Join(", ", ClockitRoles.All)}.");
        }

        if (UserEndpoints.ReadId(userId) is not { } id)
        {
            return UserEndpoints.NotFound();
        }

        var (outcome, account) = await roles.ReplaceAsync(user.UserId()!.Value, id, wanted.OfType<string>().ToArray(), cancellationToken);
        return outcome switch
        {
            RoleOutcome.Replaced => TypedResults.Ok(new SessionResponse(UserResponse.From(account!))),
            RoleOutcome.LastAdmin => ApiProblem.Conflict(UserCodes.LastAdmin, "This is the only admin; make somebody else one first."),
            RoleOutcome.NotAdmin => ApiProblem.Create(StatusCodes.Status403Forbidden, ProblemCodes.AuthForbidden, "Only an admin may do this."),
            _ => UserEndpoints.NotFound(),
        };
    }
}
