using System.Globalization;
using Clockit.SignalingService.Application.Recordings;

namespace Clockit.SignalingService.Infrastructure.Recordings;

/// <summary>
/// Recordings in the folder that the media server writes to, which all nodes share.
/// <code>
/// {folder}/{streamId}/{start}-{audio|video}-{section}.mjr   what the media server wrote, a pair for each broadcaster's session
/// {folder}/{streamId}/….mjr.part                            the same while it is written
/// {folder}/{streamId}/recording.webm, .mp4                  the file; there at once as a whole
/// {folder}/{streamId}/lock                                  held by the process that makes the file; free when it dies
/// {folder}/{streamId}/work                                  on the way; of no use to the next attempt
/// </code>
/// </summary>
/// <param name="folder">Null where there is no media server.</param>
internal sealed partial class FolderRecordings(string? folder, TimeProvider time, ILogger<FolderRecordings> logger) : IRecordings
{
    private const string Complete = ".mjr";
    private const string Partial = ".part";

    /// <summary>What was not written for so long was left by a media server that died: one that lives ends each session within a minute of its last node.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal) { ["webm"] = "video/webm", ["mp4"] = "video/mp4" };

    public IReadOnlyList<RawRecording> FindRaw()
    {
        var found = new List<RawRecording>();
        foreach (var path in folder is not null && Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
        {
            if (Guid.TryParseExact(Path.GetFileName(path), "D", out var streamId) && RawIn(path) is { Count: > 0 } raw)
            {
                found.Add(new RawRecording(streamId, new DateTimeOffset(raw.Max(file => file.LastWriteTimeUtc)), !raw.Any(IsWritten)));
            }
        }

        return found;
    }

    public RecordingFile? Find(Guid streamId) => folder is null ? null : ContentTypes
        .Select(type => new RecordingFile(Path.Combine(FolderOf(streamId), $"recording.{type.Key}"), type.Value))
        .FirstOrDefault(file => File.Exists(file.Path));

    public async Task<bool> MakeAsync(Guid streamId, CancellationToken cancellationToken)
    {
        using var claim = Claim(streamId);
        if (claim is null)
        {
            return false;
        }

        if (Find(streamId) is not null)
        {
            return true;
        }

        TakeAbandoned(streamId);
        var segments = Segment.In(FolderOf(streamId));
        if (segments.Count == 0)
        {
            LogNothing(streamId);
            DiscardRaw(streamId);
            return false;
        }

        var work = Path.Combine(FolderOf(streamId), "work");
        DeleteFolder(work);
        Directory.CreateDirectory(work);
        var container = segments.Select(segment => segment.Container).Distinct(StringComparer.Ordinal).Count() == 1 ? segments[0].Container : "webm";
        var whole = Path.Combine(work, $"whole.{container}");
        await JoinAsync(segments, work, whole, container, cancellationToken);
        File.Move(whole, Path.Combine(FolderOf(streamId), $"recording.{container}"), overwrite: true);
        DeleteFolder(work);
        return true;
    }

    public void DiscardRaw(Guid streamId)
    {
        foreach (var file in RawIn(FolderOf(streamId)))
        {
            file.Delete();
        }
    }

    public void Discard(Guid streamId)
    {
        if (folder is not null)
        {
            DeleteFolder(FolderOf(streamId));
        }
    }

    private static bool IsPartial(FileInfo raw) => string.Equals(raw.Extension, Partial, StringComparison.Ordinal);

    private bool IsWritten(FileInfo raw) => IsPartial(raw) && time.GetUtcNow() - new DateTimeOffset(raw.LastWriteTimeUtc) < Abandoned;

    /// <summary>Takes what a media server that died left behind for complete: all but its last moment is in it.</summary>
    private void TakeAbandoned(Guid streamId)
    {
        foreach (var file in RawIn(FolderOf(streamId)).Where(IsPartial))
        {
            file.MoveTo(Path.ChangeExtension(file.FullName, null));
        }
    }

    private static IReadOnlyList<FileInfo> RawIn(string path)
    {
        try
        {
            return new DirectoryInfo(path).GetFiles($"*{Complete}*");
        }
        catch (DirectoryNotFoundException)
        {
            // Deleted with its stream.
            return [];
        }
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>One after the other, each as long after the first as it was recorded: chat is replayed by the same clock.</summary>
    private static async Task JoinAsync(IReadOnlyList<Segment> segments, string work, string whole, string container, CancellationToken cancellationToken)
    {
        var list = new List<string> { "ffconcat version 1.0" };
        for (var i = 0; i < segments.Count; i++)
        {
            list.Add($"file '{Path.GetFileName(await segments[i].MakeAsync(work, i, container, cancellationToken))}'");
            if (i + 1 < segments.Count)
            {
                list.Add(string.Create(CultureInfo.InvariantCulture, $"duration {(segments[i + 1].StartedAt - segments[i].StartedAt) / 1e6:0.######}"));
            }
        }

        var index = Path.Combine(work, "segments.ffconcat");
        await File.WriteAllLinesAsync(index, list, cancellationToken);
        // Its index first, so that an MP4 plays before it is read to its end; WebM knows no such flag and needs none.
        string[] flags = string.Equals(container, "mp4", StringComparison.Ordinal) ? ["-movflags", "+faststart"] : [];
        await RecordingTool.RunAsync("ffmpeg", ["-nostdin", "-v", "error", "-y", "-f", "concat", "-i", index, "-c", "copy", .. flags, whole], cancellationToken);
    }

    private string FolderOf(Guid streamId) => Path.Combine(folder!, streamId.ToString());

    /// <summary>Null when another process has it. The operating system takes it back from a process that dies.</summary>
    private FileStream? Claim(Guid streamId)
    {
        try
        {
            // Another process's lock is found by trying.
            return new FileStream(Path.Combine(FolderOf(streamId), "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 4083, Level = LogLevel.Warning, Message = "Nothing can be played of what was recorded of stream {StreamId}")]
    private partial void LogNothing(Guid streamId);
}
