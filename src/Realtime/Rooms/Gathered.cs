namespace Clockit.Realtime.Rooms;

/// <summary>
/// What one room was sent since its last delivery, in the order in which it was handed in. Of latest-only messages with
/// one key only the newest is there, at the place where it was handed in. Not safe for several threads.
/// </summary>
/// <remarks>
/// The place of a message that was replaced stays, empty, until all is taken: who came or went in between is known by a place.
/// </remarks>
internal sealed class Gathered
{
    private readonly List<RoomMessage?> _places = [];
    private readonly Dictionary<string, int> _latest = new(StringComparer.Ordinal);
    private int _empty;

    /// <summary>The place of what is handed in next.</summary>
    public int End => _places.Count;

    public int Bytes { get; private set; }

    public void Add(RoomMessage message)
    {
        if (message.Class == MessageClass.Latest && message.Except is null)
        {
            if (_latest.TryGetValue(message.Key!, out var replaced))
            {
                Bytes -= _places[replaced]!.Bytes.Length;
                _places[replaced] = null;
                _empty++;
            }

            _latest[message.Key!] = End;
        }

        _places.Add(message);
        Bytes += message.Bytes.Length;
    }

    /// <summary>Gives all of it and begins anew.</summary>
    /// <param name="indexes">By place: how many of the messages were handed in before it.</param>
    public RoomMessage[] Take(out int[] indexes)
    {
        var messages = new RoomMessage[_places.Count - _empty];
        indexes = new int[_places.Count + 1];
        var next = 0;
        for (var place = 0; place < _places.Count; place++)
        {
            indexes[place] = next;
            if (_places[place] is { } message)
            {
                messages[next++] = message;
            }
        }

        indexes[^1] = next;
        _places.Clear();
        _latest.Clear();
        (_empty, Bytes) = (0, 0);
        return messages;
    }
}
