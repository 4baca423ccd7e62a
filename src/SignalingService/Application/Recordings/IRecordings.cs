namespace Clockit.SignalingService.Application.Recordings;

/// <summary>
/// What the media server wrote of streams, and the files that were made of it. What is not made into a file yet stays
/// until it is, whatever is killed meanwhile.
/// </summary>
public interface IRecordings
{
    /// <summary>Streams of which there is recorded media beyond the file, be they live or over.</summary>
    IReadOnlyList<RawRecording> FindRaw();

    /// <summary>The file to play, or null.</summary>
    RecordingFile? Find(Guid streamId);

    /// <summary>Makes one file of what was recorded of a stream that is over, once that is complete; the file of an earlier attempt is taken as it is.</summary>
    /// <returns>False when another process is at it, or nothing can be played of what was recorded.</returns>
    Task<bool> MakeAsync(Guid streamId, CancellationToken cancellationToken);

    /// <summary>Deletes what the file was made of.</summary>
    void DiscardRaw(Guid streamId);

    /// <summary>Deletes the file too.</summary>
    void Discard(Guid streamId);
}

/// <summary>Recorded media that is not in a file to play yet.</summary>
/// <param name="StreamId">Whose it is.</param>
/// <param name="WrittenAt">When some of it was written last.</param>
/// <param name="IsComplete">False while the media server may still have some of it to write: it ends a session some time after it is told to.</param>
public sealed record RawRecording(Guid StreamId, DateTimeOffset WrittenAt, bool IsComplete);

/// <summary>A recording.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="ContentType">For example <c>video/webm</c>.</param>
public sealed record RecordingFile(string Path, string ContentType);
