using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line that a resource wrote.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Reads what resources wrote to their output.</summary>
public class ResourceLoggerService
{
    private readonly ResourceLogFiles _files;

    internal ResourceLoggerService(ResourceLogFiles files) => _files = files;

    /// <summary>The last lines of one instance, at most 200, in one batch.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        var lines = await _files.TailAsync(resourceName, count: 200);
        yield return [.. lines.Select((line, i) => new LogLine(i + 1, line, IsErrorMessage: false))];
    }
}
