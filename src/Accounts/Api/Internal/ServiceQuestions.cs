using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Internal;

/// <summary>What services ask of accounts. Anybody else finds nothing there.</summary>
internal static class ServiceQuestions
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public static void MapServiceQuestions(this IEndpointRouteBuilder app)
    {
        app.MapGet("/internal/accounts/changes", ChangesAsync).ExcludeFromDescription();
        app.MapGet("/internal/users/{userId:guid}", FindAsync).ExcludeFromDescription();
    }

    /// <summary>What ended or changed after a number, as soon as there is anything; an empty answer after <paramref name="wait"/> seconds.</summary>
    private static async Task<Ok<ChangesAnswer>> ChangesAsync(long? after, int? wait, IAccountChanges changes, CancellationToken cancellationToken)
    {
        var (lines, position) = await changes.ReadAsync(after, TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, LongestWait.TotalSeconds)), cancellationToken);
        return TypedResults.Ok(new ChangesAnswer([.. lines.Select(line => new ChangeLine(Name(line.Kind), line.AccountId, line.SessionId, line.At))], position));
    }

    private static async Task<Results<Ok<AccountAnswer>, NotFound>> FindAsync(Guid userId, ISignedIn signedIn, CancellationToken cancellationToken) =>
        await signedIn.FindAsync(userId, cancellationToken) is { } account ? TypedResults.Ok(new AccountAnswer(account.Id, account.Username, account.Roles)) : TypedResults.NotFound();

    private static string Name(AccountChangeKind kind) => kind switch
    {
        AccountChangeKind.SessionEnded => "session_ended",
        AccountChangeKind.AccountEnded => "account_ended",
        AccountChangeKind.RightsChanged => "rights_changed",
        _ => "profile_changed",
    };
}

internal sealed record ChangeLine(string Kind, Guid AccountId, Guid? SessionId, DateTimeOffset At);

/// <param name="Position">What to pass as <c>after</c> for those that follow.</param>
internal sealed record ChangesAnswer(IReadOnlyList<ChangeLine> Changes, long Position);

internal sealed record AccountAnswer(Guid Id, string Username, IReadOnlyList<string> Roles);
