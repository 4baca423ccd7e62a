using System.Text;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// One log file per instance, in the folder that the setting <c>ResourceLogs</c> names. Processes append to their
/// file themselves, so a line is there even when everything else is gone.
/// </summary>
internal sealed class ResourceLogFiles
{
    /// <summary>A file above this size is moved to <c>.1</c>, of which there is one.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    private const int TailBytes = 64 * 1024;

    private readonly string _folder;

    public ResourceLogFiles(IConfiguration configuration)
    {
        _folder = configuration["ResourceLogs"] ?? Path.Combine(Path.GetTempPath(), $"apphost-logs-{Environment.ProcessId}");
        Directory.CreateDirectory(_folder);
    }

    public string PathOf(string instance) => Path.Combine(_folder, instance + ".log");

    /// <summary>Bounds the file. Copying and cutting keeps the writers' open descriptors right: they append.</summary>
    public void Rotate(string instance)
    {
        var path = PathOf(instance);
        if (File.Exists(path) && new FileInfo(path).Length > MaxBytes)
        {
            File.Copy(path, path + ".1", overwrite: true);
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(0);
        }
    }

    public async Task<IReadOnlyList<string>> TailAsync(string instance, int count)
    {
        if (!File.Exists(PathOf(instance)))
        {
            return [];
        }

        await using var file = new FileStream(PathOf(instance), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(TailBytes, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(count)];
    }
}
