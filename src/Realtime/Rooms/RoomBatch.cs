using Clockit.Realtime.Sending;
namespace Clockit.Realtime.Rooms;

/// <summary>
/// Messages of one room that go to a connection as one write. Almost every member gets <see cref="Whole"/>, which is
/// made once; only members that a message excludes, or that came or went between two messages, get a part.
/// </summary>
internal sealed class RoomBatch
{
    private readonly RoomMessage[] _messages;
    private readonly int _receivers;
    private readonly HashSet<string>? _excluded;
    private Frame? _whole;

    /// <param name="room">The room's name.</param>
    /// <param name="messages">What is sent, in order.</param>
    /// <param name="receivers">About how many get all of it because they are in the room; 0 for what is for somebody alone.</param>
    public RoomBatch(string room, RoomMessage[] messages, int receivers = 0)
    {
        Room = room;
        _messages = messages;
        _receivers = receivers;
        foreach (var message in messages)
        {
            if (message.Except is { Count: > 0 } except)
            {
                _excluded ??= new HashSet<string>(StringComparer.Ordinal);
                _excluded.UnionWith(except);
            }
        }
    }

    public string Room { get; }

    public ReadOnlySpan<RoomMessage> Messages => _messages;

    /// <remarks>Compressed only when nobody is excluded: what is compressed together is what everybody in the room may read.</remarks>
    public Frame Whole => _whole ??= Frame.Of(_messages, _excluded is null ? _receivers : 0);

    /// <summary>Bytes that were not sent because the frame was compressed.</summary>
    public long SavedBytes => _whole?.SavedBytes ?? 0;

    /// <summary>What <paramref name="member"/> gets of the messages from <paramref name="start"/> to before <paramref name="end"/>; null for nothing.</summary>
    public RoomBatch? For(SendQueue member, int start, int end)
    {
        // Its id is not looked at for nothing: it lies in memory that is cold.
        var excluded = _excluded is not null && _excluded.Contains(member.ConnectionId);
        if (!excluded && start == 0 && end == _messages.Length)
        {
            return this;
        }

        var part = _messages[start..end];
        if (excluded)
        {
            part = Array.FindAll(part, message => message.Except is null || !message.Except.Contains(member.ConnectionId, StringComparer.Ordinal));
        }

        return part.Length == 0 ? null : new RoomBatch(Room, part);
    }
}
