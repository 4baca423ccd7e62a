namespace Clockit.Realtime.Rooms;

/// <summary>
/// Messages of one room that go to a connection as one write. Almost every member gets <see cref="Whole"/>, which is
/// made once; only members that a message excludes, or that came or went between two messages, get a part.
/// </summary>
internal sealed class RoomBatch
{
    private readonly RoomMessage[] _messages;
    private readonly HashSet<string>? _excluded;
    private Frame? _whole;

    public RoomBatch(string room, RoomMessage[] messages)
    {
        Room = room;
        _messages = messages;
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

    public Frame Whole => _whole ??= Frame.Of(_messages);

    /// <summary>What <paramref name="connectionId"/> gets of the messages from <paramref name="start"/> to before <paramref name="end"/>; null for nothing.</summary>
    public RoomBatch? For(string connectionId, int start, int end)
    {
        var excluded = _excluded is not null && _excluded.Contains(connectionId);
        if (!excluded && start == 0 && end == _messages.Length)
        {
            return this;
        }

        var part = _messages[start..end];
        if (excluded)
        {
            part = Array.FindAll(part, message => message.Except is null || !message.Except.Contains(connectionId, StringComparer.Ordinal));
        }

        return part.Length == 0 ? null : new RoomBatch(Room, part);
    }
}
