namespace Clockit.Realtime.Rooms;

/// <summary>One push, encoded: what every reader of it shares.</summary>
/// <param name="Class">What may become of it for a slow reader.</param>
/// <param name="Key">For <see cref="MessageClass.Latest"/>: what it is the newest of, within its room.</param>
/// <param name="Bytes">The SignalR message with its record separator.</param>
/// <param name="Except">Connections of the room that do not get it.</param>
internal sealed record RoomMessage(MessageClass Class, string? Key, ReadOnlyMemory<byte> Bytes, IReadOnlyList<string>? Except = null)
{
    /// <summary>Whether another node sent it, so that it is not published again.</summary>
    public bool FromElsewhere { get; init; }
}
