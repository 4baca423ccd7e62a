namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// The connections of this node that are in a room, as its feed knows them. Not safe for concurrent use, except
/// <see cref="Idle"/>.
/// </summary>
internal sealed class FeedMembers(Guid streamId, IRoomAudience audience, TimeProvider time)
{
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private bool _isPrivate;
    private long _idleSince = time.GetTimestamp();

    public bool IsEmpty => _members.Count == 0;

    /// <summary>How long there has been no member; zero while there is one.</summary>
    public TimeSpan Idle => Volatile.Read(ref _idleSince) is var since and not 0 ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The accounts of members whom a ban binds.</summary>
    public IReadOnlyCollection<Guid> BoundAccounts => _members.Values.Select(member => member.BoundAccount).OfType<Guid>().ToHashSet();

    /// <summary>Adds a connection. The task completes when the audience has it; what is sent before that reaches it too.</summary>
    public Task AddAsync(Member member)
    {
        _members[member.ConnectionId] = member;
        Volatile.Write(ref _idleSince, 0);
        return audience.AddAsync(streamId, member.ConnectionId);
    }

    public async Task RemoveAsync(string connectionId)
    {
        if (_members.Remove(connectionId))
        {
            await audience.RemoveAsync(streamId, connectionId);
        }

        if (_members.Count == 0)
        {
            Volatile.Write(ref _idleSince, time.GetTimestamp());
        }
    }

    public async Task RemoveAsync(Func<Member, bool> which)
    {
        foreach (var member in _members.Values.Where(which).ToArray())
        {
            await RemoveAsync(member.ConnectionId);
        }
    }

    /// <summary>
    /// Notes whether the stream is private. When it becomes private, those who may not see it are removed; whoever joins has
    /// been checked.
    /// </summary>
    public Task ShowToAsync(bool isPrivate)
    {
        var hide = isPrivate && !_isPrivate;
        _isPrivate = isPrivate;
        return hide ? RemoveAsync(member => !member.SeesPrivate) : Task.CompletedTask;
    }
}
