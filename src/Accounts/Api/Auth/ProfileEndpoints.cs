using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.Accounts.Infrastructure;
using Clockit.Accounts.Infrastructure.External;
using Clockit.Accounts.Infrastructure.Users;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Clockit.Accounts.Api.Auth;

/// <summary>The body of a profile's edit: what is left out stays.</summary>
/// <param name="DisplayName">1 to 50 characters after trimming.</param>
public sealed record ProfileRequest([property: MinLength(1), MaxLength(ProfileRules.MaxDisplayName)] string? DisplayName)
{
    /// <summary>An absolute http(s) address of at most 2,000 characters; null or empty removes the picture.</summary>
    [Url, MaxLength(ProfileRules.MaxAvatarUrl)]
    public string? AvatarUrl
    {
        get;
        init
        {
            field = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
            HasAvatarUrl = true;
        }
    }

    internal bool HasAvatarUrl { get; private init; }

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    internal IReadOnlyDictionary<string, string[]> Validate()
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (DisplayName is not null && !ProfileRules.IsDisplayName(DisplayName.Trim()))
        {
            errors["displayName"] = [$"A display name has 1 to {ProfileRules.MaxDisplayName} characters."];
        }

        if (AvatarUrl is not null && !ProfileRules.IsAvatarUrl(AvatarUrl))
        {
            errors["avatarUrl"] = [$"An address is absolute, http or https, and has at most {ProfileRules.MaxAvatarUrl} characters."];
        }

        return errors;
    }
}

/// <summary>What an account says of itself.</summary>
internal static class ProfileEndpoints
{
    public static void MapProfile(this IEndpointRouteBuilder app) => app.MapPut("/api/auth/me", EditAsync).RequireAuthorization()
        .WithTags("Accounts")
        .Describe("editMe", "Edit my profile", "What is left out stays. The session shows the change at once, others within a minute; the account's streams follow.")
        .Answers(200, HeaderDescription.SessionCookie)
        .Problems(409, AuthCodes.ExternalProfile)
        .Problems(422, ProblemCodes.RequestInvalid);

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> EditAsync(
        ProfileRequest request,
        ClaimsPrincipal user,
        HttpContext http,
        ExternalIssuerOptions external,
        ProfileService profiles,
        IUserClaimsPrincipalFactory<Account> principals,
        CancellationToken cancellationToken)
    {
        if (external.IsEnabled)
        {
            return ApiProblem.Conflict(AuthCodes.ExternalProfile, $"Profiles are kept by {external.Authority}; change yours there and sign in again.");
        }

        var errors = request.Validate();
        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        var account = await profiles.ChangeAsync(
            user.UserId()!.Value,
            current =>
            {
                current.DisplayName = request.DisplayName?.Trim() ?? current.DisplayName;
                current.AvatarUrl = request.HasAvatarUrl ? request.AvatarUrl : current.AvatarUrl;
            },
            cancellationToken);
        if (account is null)
        {
            return ApiProblem.SignInRequired();
        }

        if (user.Identity?.AuthenticationType == IdentityConstants.ApplicationScheme)
        {
            // This session shows it at once; others when their claims are next checked.
            await AuthEndpoints.SignInAsync(http, account, principals);
        }

        return TypedResults.Ok(new SessionResponse(UserResponse.From(account)));
    }
}
