using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// How far a feed has come in its room's history, and the newest messages up to there. Not safe for concurrent use, except
/// <see cref="Position"/>.
/// </summary>
internal sealed class FeedHistory(ChatRoom room, IMessageStore store)
{
    private const int ReadSize = 500;
    private const int RecentSize = 200;

    // Whether the stream is private may change; those who act in the room say so.
    private readonly ChatRoom _room = room with { IsPrivate = null };
    private readonly RecentMessages _recent = new(RecentSize);
    private string? _epoch;
    private long _position;

    /// <summary>The newest offset that was seen.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Whether the history was read at all.</summary>
    public bool HasBegun => _epoch is not null;

    /// <summary>Reads the newest messages. The position is theirs once <see cref="BeginAt"/> was called.</summary>
    public async Task<MessagePage> ReadNewestAsync()
    {
        var page = await store.ReadAsync(_room, new PageRequest(After: null, Before: null, RecentSize), CancellationToken.None);
        _recent.Reset(page.Messages.Count < RecentSize ? page.Trimmed : page.Messages[0].Offset - 1);
        foreach (var message in page.Messages)
        {
            _recent.Add(message);
        }

        return page;
    }

    public void BeginAt(MessagePage page)
    {
        _epoch = page.Epoch;
        Volatile.Write(ref _position, page.Head);
    }

    /// <summary>Reads what follows the position. A full page means that there may be more.</summary>
    public async Task<(MessagePage Page, bool IsFull)> ReadNextAsync()
    {
        var page = await store.ReadAsync(_room with { KnownOffset = _position }, new PageRequest(After: _position, Before: null, ReadSize), CancellationToken.None);
        if (!string.Equals(page.Epoch, _epoch, StringComparison.Ordinal))
        {
            // History was lost, and what is remembered of it here with it: nobody else would find these messages.
            _epoch = page.Epoch;
            _recent.Reset(_position);
        }

        return (page, page.Messages.Count == ReadSize);
    }

    public Task<RoomState> ReadStateAsync(StateRequest request) =>
        store.GetStateAsync(_room with { KnownOffset = _position }, request, CancellationToken.None);

    /// <summary>Whether a message is the one after the position.</summary>
    public bool IsNext(ChatMessage message, string epoch) =>
        message.Offset == _position + 1 && string.Equals(epoch, _epoch, StringComparison.Ordinal);

    /// <summary>Moves on to a message.</summary>
    public void Add(ChatMessage message)
    {
        _recent.Add(message);
        Volatile.Write(ref _position, message.Offset);
    }

    /// <summary>Moves on past messages that were deleted already: nobody needs to see them.</summary>
    public void SkipTo(long head) => Volatile.Write(ref _position, Math.Max(_position, head));

    public void Remove(Guid messageId) => _recent.Remove(messageId);

    public FeedSnapshot Snapshot() => new(new RoomPosition(_epoch!, _position), _recent.ToArray(), _recent.CompleteAfter);
}
