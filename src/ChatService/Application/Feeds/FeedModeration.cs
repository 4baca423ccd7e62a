namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// Carries a room's moderation to its members here: bans remove members, deletions are sent. It hears of them by signals,
/// and makes up for signals that were lost. Not safe for concurrent use.
/// </summary>
internal sealed class FeedModeration(Guid streamId, FeedHistory history, FeedMembers members, IRoomAudience audience, TimeProvider time)
{
    /// <summary>After the connection to the others was lost and restored, signals may still go astray for this long.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(4);

    private readonly KnownModeration _known = new(RoomFeed.ShownMessages);
    private bool _signalsLost;
    private long? _doubtSince;

    /// <summary>Whether signals were lost, or may have been while the subscription was restored.</summary>
    public bool MissedSignals => _signalsLost || (_doubtSince is { } since && time.GetElapsedTime(since) > Doubt);

    public void LoseSignals() => _signalsLost = true;

    public bool IsBanned(Member member) => _known.IsBanned(member.BoundAccount);

    /// <summary>Notes what the store knows before the first member is there.</summary>
    public async Task BeginAsync(long head)
    {
        var state = await ReadStateAsync(head);
        _known.TakeBanned(state.Banned);
        foreach (var (id, _) in state.Deleted)
        {
            _known.HearDeleted(id);
        }
    }

    public async Task HearAsync(UserModerated moderated)
    {
        await audience.UserModeratedAsync(streamId, moderated);
        _known.Hear(moderated);
        await RemoveBannedAsync();
    }

    public async Task DeleteAsync(Guid messageId, long offset)
    {
        history.Remove(messageId);
        _known.HearDeleted(messageId);
        await audience.MessageDeletedAsync(streamId, messageId, offset);
    }

    /// <summary>
    /// Does what lost signals would have done: bans act, deletions and settings are sent. Once at once, and once more when
    /// the subscription surely stands again. What was heard as well is sent twice, which changes nothing for anyone.
    /// </summary>
    public async Task MakeUpForSignalsAsync()
    {
        var state = await ReadStateAsync(history.Position);
        foreach (var (id, offset) in state.Deleted.Where(message => _known.HearDeleted(message.Id)))
        {
            await DeleteAsync(id, offset);
        }

        var unheard = _known.TakeBanned(state.Banned);
        foreach (var account in members.BoundAccounts.Where(unheard.Contains))
        {
            await audience.UserModeratedAsync(streamId, new UserModerated(account, "ban", Seconds: null, Until: null));
        }

        await RemoveBannedAsync();
        await audience.SettingsChangedAsync(streamId, state.Settings);
        (_doubtSince, _signalsLost) = (_signalsLost ? time.GetTimestamp() : null, false);
    }

    private Task RemoveBannedAsync() => members.RemoveAsync(IsBanned);

    private Task<RoomState> ReadStateAsync(long head) =>
        history.ReadStateAsync(new StateRequest(DeletedFrom: Math.Max(0, head - RoomFeed.ShownMessages), WithBanned: true));
}
