namespace Clockit.ChatService.Application.Feeds;

/// <summary>What a feed knows of its room's moderation: who is banned, and which messages were deleted lately. Not safe for concurrent use.</summary>
internal sealed class KnownModeration(int rememberedDeletions)
{
    private readonly HashSet<Guid> _deleted = [];
    private readonly Queue<Guid> _deletedInOrder = [];
    private HashSet<Guid> _banned = [];

    public bool IsBanned(Guid? account) => account is { } id && _banned.Contains(id);

    public void Hear(UserModerated moderated)
    {
        if (moderated.Action is "ban")
        {
            _banned.Add(moderated.UserId);
        }
        else
        {
            _banned.Remove(moderated.UserId);
        }
    }

    /// <summary>False when that was known.</summary>
    public bool HearDeleted(Guid messageId)
    {
        if (!_deleted.Add(messageId))
        {
            return false;
        }

        _deletedInOrder.Enqueue(messageId);
        if (_deletedInOrder.Count > rememberedDeletions)
        {
            _deleted.Remove(_deletedInOrder.Dequeue());
        }

        return true;
    }

    /// <summary>Takes over who is banned by now, and gives those of whom it was not known.</summary>
    public IReadOnlySet<Guid> TakeBanned(IReadOnlyList<Guid> banned)
    {
        var unheard = banned.Where(account => !_banned.Contains(account)).ToHashSet();
        _banned = [.. banned];
        return unheard;
    }
}
