namespace Clockit.ChatService.Domain;

/// <summary>How the host and moderators set up a room.</summary>
/// <param name="Enabled">Whether messages are taken now; never true once the stream has ended.</param>
/// <param name="SlowModeSeconds">The least time between two messages of one account, 0 to <see cref="MaxSlowModeSeconds"/>; not for host and moderators.</param>
/// <param name="MembersOnly">Only accounts that wrote here before it was switched on, and host and moderators, may write.</param>
/// <param name="BlockedTerms">At most <see cref="MaxBlockedTerms"/> of at most <see cref="MaxTermLength"/> characters; see <see cref="BlockedTermsFilter"/>.</param>
/// <param name="PinnedMessageId">The message shown on top.</param>
public sealed record RoomSettings(bool Enabled, int SlowModeSeconds, bool MembersOnly, IReadOnlyList<string> BlockedTerms, Guid? PinnedMessageId)
{
    public const int MaxSlowModeSeconds = 6 * 60 * 60;
    public const int MaxBlockedTerms = 200;
    public const int MaxTermLength = 50;
}
