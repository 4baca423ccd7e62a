using System.Security.Claims;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Text;

namespace Clockit.ChatService.Application;

/// <summary>What hosts and moderators may do to a room. Who may is decided in the store, in the same step as the effect.</summary>
public sealed class RoomModeration(ChatRooms rooms, IModerationStore moderation, IMessageStore messages, IAccounts accounts, TimeProvider time)
{
    public const int MaxReasonLength = 200;
    public const int MaxTimeOutSeconds = 366 * 24 * 60 * 60;

    private static readonly TextRule ReasonRule = new(MaxReasonLength, HasLines: true);
    private static readonly TextRule TermRule = new(RoomSettings.MaxTermLength);

    public async Task DeleteMessageAsync(ClaimsPrincipal user, Guid streamId, Guid messageId, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        await moderation.DeleteMessageAsync(room, actor, messageId, cancellationToken);
    }

    public async Task<RoomSettings> GetSettingsAsync(ClaimsPrincipal user, Guid streamId, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        return await GetSettingsAsync(room, actor, cancellationToken);
    }

    public async Task<RoomSettings> ChangeSettingsAsync(ClaimsPrincipal user, Guid streamId, SettingsChange change, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        await moderation.ChangeSettingsAsync(room, actor, Read(change), cancellationToken);
        return await GetSettingsAsync(room, actor, cancellationToken);
    }

    /// <summary>Bans an account, or times it out when seconds are given.</summary>
    public async Task<Ban> BanAsync(ClaimsPrincipal user, Guid streamId, Guid userId, int? seconds, string? reason, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        if (seconds is < 1 or > MaxTimeOutSeconds)
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, $"A time-out has 1 to {MaxTimeOutSeconds} seconds; leave seconds out for a ban.") { Field = "seconds" };
        }

        if (!ReasonRule.TryRead(reason, out reason, out var problem))
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, problem) { Field = "reason" };
        }

        var now = time.GetUtcNow();
        var account = await accounts.FindAsync(userId, cancellationToken);
        var ban = new BanRequest(userId, account?.Username, account?.IsAdmin is true, seconds, seconds is { } length ? now.AddSeconds(length) : null, reason);
        await moderation.BanAsync(room, actor, ban, cancellationToken);
        return new Ban(userId, ban.Username, ban.Until, reason, actor.Id, now);
    }

    public async Task UnbanAsync(ClaimsPrincipal user, Guid streamId, Guid userId, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        await moderation.UnbanAsync(room, actor, userId, cancellationToken);
    }

    public async Task<IReadOnlyList<Ban>> ListBansAsync(ClaimsPrincipal user, Guid streamId, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        return await moderation.ListBansAsync(room, actor, cancellationToken);
    }

    public async Task SetModeratorAsync(ClaimsPrincipal user, Guid streamId, Guid userId, bool isModerator, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        await moderation.SetModeratorAsync(room, actor, userId, isModerator, cancellationToken);
    }

    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(ClaimsPrincipal user, Guid streamId, string? before, int limit, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        return await moderation.ReadAuditAsync(room, actor, before, limit, cancellationToken);
    }

    private async Task<RoomSettings> GetSettingsAsync(ChatRoom room, Actor actor, CancellationToken cancellationToken)
    {
        var state = await messages.GetStateAsync(room, new StateRequest(actor), cancellationToken);
        return state.IsModerator ? state.Settings : throw ChatCodes.Refuse(ProblemCodes.AuthForbidden);
    }

    /// <summary>The change as it is stored.</summary>
    private static SettingsChange Read(SettingsChange change)
    {
        if (change.SlowModeSeconds is < 0 or > RoomSettings.MaxSlowModeSeconds)
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, $"Slow mode has 0 to {RoomSettings.MaxSlowModeSeconds} seconds.") { Field = "slowModeSeconds" };
        }

        if (change.BlockedTerms is { Count: > RoomSettings.MaxBlockedTerms })
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, $"At most {RoomSettings.MaxBlockedTerms} terms can be blocked.") { Field = "blockedTerms" };
        }

        return change.BlockedTerms is null ? change : change with { BlockedTerms = [.. change.BlockedTerms.Select(ReadTerm)] };
    }

    private static string ReadTerm(string? term) =>
        TermRule.TryRead(term, out var read, out var problem) && read is not null
            ? read
            : throw new ChatRefusal(ProblemCodes.RequestInvalid, problem.Length > 0 ? problem : $"A blocked term has 1 to {RoomSettings.MaxTermLength} characters.") { Field = "blockedTerms" };
}
