using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clockit.Accounts.Api.Auth;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Users;

/// <summary>The body of a change of roles.</summary>
/// <param name="Roles">Each of viewer, creator, moderator and admin; viewer is always among them.</param>
public sealed record RolesRequest([property: Required, MaxLength(4)] IReadOnlyList<string?>? Roles);

/// <summary>The body of disabling and enabling.</summary>
public sealed record DisabledRequest([property: Required] bool? Disabled);

/// <summary>Who may do what on the whole site.</summary>
internal static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/api/users/{userId}").RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireRole(ClockitRoles.Admin)).WithTags("Users");
        users.MapPut("/roles", ReplaceAsync).Describe("setRoles", "Give a user roles", "For admins; replaces the roles that the user has. Everything that the user has open acts on them within a second.")
            .Problems(403, ProblemCodes.AuthForbidden)
            .Problems(404, UserCodes.NotFound)
            .Problems(409, UserCodes.LastAdmin, AuthCodes.ExternalProfile)
            .Problems(422, ProblemCodes.RequestInvalid);
        users.MapPut("/disabled", DisableAsync)
            .Describe("setDisabled", "Disable or enable a user", "For admins. A disabled account keeps everything and can do nothing: its sessions and tokens end within a second.")
            .Problems(403, ProblemCodes.AuthForbidden)
            .Problems(404, UserCodes.NotFound)
            .Problems(409, UserCodes.LastAdmin)
            .Problems(422, ProblemCodes.RequestInvalid);
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> ReplaceAsync(
        string userId, RolesRequest request, ClaimsPrincipal user, ExternalIssuerOptions external, IAccountStore accounts, AvatarAddresses avatars, CancellationToken cancellationToken)
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

        var (outcome, account) = await accounts.ChangeAsAdminAsync(user.UserId()!.Value, id, current => current.ReplaceRoles([.. wanted.OfType<string>()]), cancellationToken);
        return Answer(outcome, account, avatars);
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> DisableAsync(
        string userId, DisabledRequest request, ClaimsPrincipal user, IAccountStore accounts, AvatarAddresses avatars, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Disabled is not { } disabled)
        {
            return ApiProblem.Invalid("disabled", "True or false.");
        }

        if (UserEndpoints.ReadId(userId) is not { } id)
        {
            return UserEndpoints.NotFound();
        }

        var (outcome, account) = await accounts.ChangeAsAdminAsync(user.UserId()!.Value, id, current => current.SetDisabled(disabled, time.GetUtcNow()), cancellationToken);
        return Answer(outcome, account, avatars);
    }

    private static Results<Ok<SessionResponse>, ProblemHttpResult> Answer(AdminOutcome outcome, Account? account, AvatarAddresses avatars) => outcome switch
    {
        AdminOutcome.Changed => TypedResults.Ok(new SessionResponse(UserResponse.From(account!, avatars))),
        AdminOutcome.LastAdmin => ApiProblem.Conflict(UserCodes.LastAdmin, "This is the only admin; make somebody else one first."),
        AdminOutcome.NotAdmin => ApiProblem.Create(StatusCodes.Status403Forbidden, ProblemCodes.AuthForbidden, "Only an admin may do this."),
        _ => UserEndpoints.NotFound(),
    };
}
