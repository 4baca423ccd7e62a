namespace Clockit.Realtime.Sending;

/// <summary>A connection feature: takes frames that others get too, encoded once for all of them.</summary>
internal interface ISharedFrames
{
    /// <summary>
    /// Completes when the transport took the frame, which for a slow reader may be never. Fails when the connection is
    /// gone. One thread at a time sends a given frame.
    /// </summary>
    ValueTask SendSharedAsync(Frame frame);
}
