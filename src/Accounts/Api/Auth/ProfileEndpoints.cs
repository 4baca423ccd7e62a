using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Clockit.Accounts.Api.Auth;

/// <summary>The body of a profile's edit: what is left out stays.</summary>
/// <param name="DisplayName">1 to 50 characters after trimming.</param>
/// <param name="Role">A viewer becomes a creator; nothing else can be asked for.</param>
public sealed record ProfileRequest([property: MinLength(1), MaxLength(ProfileRules.MaxDisplayName)] string? DisplayName, [property: AllowedValues("creator")] string? Role)
{
    private const int MaxBio = 500;
    private const int MaxLinks = 5;

    /// <summary>An absolute http(s) address of at most 2,000 characters; null or empty removes the picture, an uploaded one too.</summary>
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

    /// <summary>A text of at most 500 characters about oneself; null or empty removes it.</summary>
    [MaxLength(MaxBio)]
    public string? Bio
    {
        get;
        init
        {
            field = value?.Trim();
            HasBio = true;
        }
    }

    /// <summary>At most five absolute http(s) addresses; null or none removes them.</summary>
    [MaxLength(MaxLinks)]
    public IReadOnlyList<string?>? Links
    {
        get;
        init
        {
            field = value;
            HasLinks = true;
        }
    }

    internal bool HasAvatarUrl { get; private init; }

    internal bool HasBio { get; private init; }

    internal bool HasLinks { get; private init; }

    internal ProfileEdit ToEdit() => new(
        DisplayName?.Trim(),
        HasAvatarUrl ? AvatarUrl ?? "" : null,
        HasBio ? Bio ?? "" : null,
        HasLinks ? [.. (Links ?? []).OfType<string>()] : null,
        Role is "creator");

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

        if (Bio is { } bio && (bio.Length > MaxBio || !ProfileRules.IsText(bio.ReplaceLineEndings(" "))))
        {
            errors["bio"] = [$"A text of at most {MaxBio} characters."];
        }

        if (Links is { } links && (links.Count > MaxLinks || links.Any(link => link is null || !ProfileRules.IsAvatarUrl(link))))
        {
            errors["links"] = [$"At most {MaxLinks} addresses, each absolute, http or https."];
        }

        if (Role is not (null or "creator"))
        {
            errors["role"] = ["A viewer can become a creator; other roles are given by admins."];
        }

        return errors;
    }
}

/// <summary>What an account says of itself, what is stored of it, and its end.</summary>
internal static class ProfileEndpoints
{
    /// <summary>Bytes of an uploaded picture.</summary>
    private const int MaxImage = 5_000_000;

    public static void MapProfile(this IEndpointRouteBuilder app)
    {
        var me = app.MapGroup("/api/auth/me").RequireAuthorization().WithTags("Accounts").Problems(403, ProblemCodes.AuthForbidden);
        me.MapPut("", EditAsync)
            .Describe("editMe", "Edit my profile", "What is left out stays. Every session shows the change within a second; the account's streams follow.")
            .Problems(409, AuthCodes.ExternalProfile)
            .Problems(422, ProblemCodes.RequestInvalid);
        me.MapPut("/avatar", UploadAsync)
            .Accepts<byte[]>("image/png", "image/jpeg", "image/webp", "image/gif")
            .WithMetadata(new RequestSizeLimitAttribute(MaxImage))
            .Describe("uploadAvatar", "Upload my picture", "PNG, JPEG, WebP or GIF of at most 5 MB. It is brought to at most 512 pixels a side and encoded anew: positions, cameras and comments in the file do not go on.")
            .Problems(409, AuthCodes.ExternalProfile)
            .Problems(422, ProblemCodes.RequestInvalid);
        me.MapGet("/export", ExportAsync)
            .Describe("exportMe", "Export my account", "All that is stored of the account here. Streams and their chats are at `/api/live`.");
        me.MapDelete("", DeleteAsync).RequireRateLimiting(AccountsModule.CredentialsPolicy)
            .Describe("deleteMe", "Delete my account", "For ever: sessions and tokens end, streams that are live end, and what stays of the account shows a deleted one.")
            .Answers(204, HeaderDescription.SessionCookie)
            .Problems(403, AuthCodes.InvalidCredentials)
            .Problems(409, UserCodes.LastAdmin)
            .Problems(429, AuthCodes.LockedOut);
        app.MapGet("/api/users/{userId}/avatar", AvatarAsync).AllowAnonymous().WithTags("Users")
            .Describe("getAvatar", "A user's uploaded picture", "For anyone. `avatarUrl` names it, with a query that changes with the picture.")
            .Produces<byte[]>(200, "image/webp")
            .Problems(404, UserCodes.NotFound);
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> EditAsync(
        ProfileRequest request, ClaimsPrincipal user, ExternalIssuerOptions external, IAccountStore accounts, AvatarAddresses avatars, CancellationToken cancellationToken)
    {
        if (external.IsEnabled)
        {
            return KeptElsewhere(external);
        }

        var errors = request.Validate();
        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        var edit = request.ToEdit();
        var isReserved = false;
        var account = await accounts.ChangeAsync(
            user.UserId()!.Value,
            current =>
            {
                // Who has a reserved username was given it, and may be called so.
                isReserved = edit.DisplayName is { } name && name != current.DisplayName && ReservedNames.IsReserved(name) && !ReservedNames.IsReserved(current.Username);
                if (!isReserved)
                {
                    current.Edit(edit);
                }
            },
            cancellationToken);
        return account is null ? ApiProblem.SignInRequired()
            : isReserved ? ApiProblem.Invalid("displayName", "This display name is reserved; choose another one.")
            : TypedResults.Ok(new SessionResponse(UserResponse.From(account, avatars)));
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> UploadAsync(
        HttpRequest request, ClaimsPrincipal user, ExternalIssuerOptions external, IAvatarStore store, AvatarAddresses avatars, CancellationToken cancellationToken)
    {
        if (external.IsEnabled)
        {
            return KeptElsewhere(external);
        }

        using var image = new MemoryStream();
        await request.Body.CopyToAsync(image, cancellationToken);
        return await store.ReplaceAsync(user.UserId()!.Value, image.ToArray(), cancellationToken) is { } account
            ? TypedResults.Ok(new SessionResponse(UserResponse.From(account, avatars)))
            : ApiProblem.Invalid("image", "An image is a PNG, JPEG, WebP or GIF of at most 24 million pixels.");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> AvatarAsync(string userId, HttpResponse response, IAvatarStore store, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(userId, "D", out var id) || await store.FindAsync(id, cancellationToken) is not { } content)
        {
            return Users.UserEndpoints.NotFound();
        }

        response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.Bytes(content, "image/webp");
    }

    private static async Task<Results<Ok<AccountExportResponse>, ProblemHttpResult>> ExportAsync(
        ClaimsPrincipal user, HttpContext http, IAccountStore accounts, ISessionStore sessions, IApiTokenStore tokens, IFollowStore follows, AvatarAddresses avatars, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(user.UserId()!.Value, cancellationToken) is not { } account)
        {
            return ApiProblem.SignInRequired();
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"clockit-account.json\"";
        List<Guid> followers = [];
        long? after = null;
        do
        {
            var (ids, next) = await follows.FollowerIdsAsync(account.Id, after, cancellationToken);
            followers.AddRange(ids);
            after = next;
        }
        while (after is not null);
        return TypedResults.Ok(new AccountExportResponse(
            UserResponse.From(account, avatars),
            account.Bio,
            account.Links,
            account.CreatedAt,
            [.. (await sessions.ListAsync(account.Id, cancellationToken)).Select(session => SignInResponse.From(session, user.SessionId()))],
            [.. (await tokens.ListAsync(account.Id, cancellationToken)).Select(ApiTokenResponse.From)],
            [.. (await follows.FollowingAsync(account.Id, 0, IFollowStore.MaxFollowing, cancellationToken)).Select(followed => followed.Id)],
            followers));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        [FromBody] AccountDeletionRequest request, ClaimsPrincipal user, HttpContext http, ExternalIssuerOptions external, IAccountStore accounts, Passwords passwords, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(user.UserId()!.Value, cancellationToken) is not { } account)
        {
            return ApiProblem.SignInRequired();
        }

        if (!external.IsEnabled)
        {
            var (known, wait) = request.Password is { Length: > 0 and <= CredentialsRequest.MaxLength } password
                ? await passwords.CheckAsync(account.Username, password, Requests.AddressOf(http), cancellationToken)
                : (null, null);
            if (known?.Id != account.Id)
            {
                return wait is { } time ? AuthEndpoints.TooMany(http, time) : ApiProblem.Forbidden(AuthCodes.InvalidCredentials, "The password is wrong.");
            }
        }

        if (!await accounts.DeleteAsync(account.Id, cancellationToken))
        {
            return ApiProblem.Conflict(UserCodes.LastAdmin, "This is the only admin; make somebody else one first.");
        }

        await http.SignOutAsync(AccountSchemes.Session);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult KeptElsewhere(ExternalIssuerOptions external) =>
        ApiProblem.Conflict(AuthCodes.ExternalProfile, $"Profiles are kept by {external.Authority}; change yours there and sign in again.");
}
