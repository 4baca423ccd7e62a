using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockit.AppHost.Supervision;

/// <summary>
/// Appends what each resource instance writes to a file of its name in one folder. Only their owner reads the files.
/// A file above <see cref="MaxBytes"/> is moved to <c>.1</c>, of which there is one. A full disk loses lines and
/// nothing else.
/// </summary>
internal sealed partial class ResourceLogFiles(
    ResourceLogFolder folder,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceInstances names,
    ILogger<ResourceLogFiles> logger) : BackgroundService
{
    /// <summary>The size above which a file is moved aside.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    private readonly HashSet<string> _watched = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (ResourceInstances.HasProcess(change.Resource) && _watched.Add(change.ResourceId))
            {
                _ = WriteAsync(change.ResourceId, folder.PathOf(names.InstanceOf(change)), stoppingToken);
            }
        }
    }

    private async Task WriteAsync(string resourceId, string path, CancellationToken cancellationToken)
    {
        var failed = false;
        try
        {
            await foreach (var batch in logs.WatchAsync(resourceId).WithCancellation(cancellationToken))
            {
                try
                {
                    Append(path, batch);
                    failed = false;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    if (!failed)
                    {
                        LogNotWritten(logger, path, e.Message);
                        failed = true;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    private static void Append(string path, IReadOnlyList<LogLine> batch)
    {
        if (File.Exists(path) && new FileInfo(path).Length > MaxBytes)
        {
            File.Move(path, path + ".1", overwrite: true);
        }

        var text = new StringBuilder();
        foreach (var line in batch)
        {
            text.Append(Decoration().Replace(line.Content, string.Empty)).Append('\n');
        }

        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The time that Aspire puts before a line, and the colours that are meant for its page.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z ?|\x1b\[[\d;]*m", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Decoration();

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "{Path} cannot be written, and lines are lost: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string path, string reason);
}

/// <summary>Where the log files are.</summary>
/// <param name="Path">Created when it is not there.</param>
internal sealed record ResourceLogFolder(string Path)
{
    /// <summary>The file of one instance.</summary>
    public string PathOf(string instance) => System.IO.Path.Combine(Path, instance + ".log");
}
