using System.Diagnostics;
using System.Globalization;
using Clockit.AppHost.Servers;

namespace Clockit.AppHost.Status;

/// <summary>
/// The folder <c>run</c> of the data folder: who runs on this data, and how it is. While the application runs it
/// holds a lock on the file <c>lock</c> (flock, so it ends with the process however that ends).
/// </summary>
/// <remarks>
/// What it says may be old where the disk is full, and never ends what it describes.
/// <c>apphost.pid</c>: the AppHost. <c>status.json</c> and <c>status.txt</c>: the resources. <c>ready</c>: there once
/// everything was healthy, with the addresses. <c>processes</c>: id and start time of every process, to find what a crash left behind.
/// </remarks>
internal sealed class RunFolder : IDisposable
{
    private static readonly TimeSpan LeftoverLimit = TimeSpan.FromSeconds(15);

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly LocalSettings _settings;

    private RunFolder(string folder, FileStream @lock, LocalSettings settings)
    {
        _folder = folder;
        _lock = @lock;
        _settings = settings;
    }

    /// <summary>Where people go, a line each.</summary>
    public string Addresses => $"  Web        {_settings.WebUrl}\n  Dashboard  {_settings.DashboardLogin}";

    /// <summary><see cref="Open"/> for a program's first line: says what is wrong and ends the program.</summary>
    public static RunFolder OpenOrExit(LocalData data, LocalSettings settings)
    {
        try
        {
            return Open(data, settings);
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(1);
            throw;
        }
    }

    /// <summary>Takes the data folder, waits for what a killed AppHost left running, and checks the fixed ports.</summary>
    /// <exception cref="InvalidOperationException">The folder or a port is in use; the message says what to do.</exception>
    private static RunFolder Open(LocalData data, LocalSettings settings)
    {
        var folder = data.Folder("run");
        FileStream taken;
        try
        {
            taken = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Clockit Live already runs on {data.Root}: './clockit down' ends it.", e);
        }

        EndLeftovers(Path.Combine(folder, "processes"));
        foreach (var file in new[] { "ready", "status.json", "status.txt", "processes" })
        {
            File.Delete(Path.Combine(folder, file));
        }

        foreach (var (port, option) in new[] { (settings.Port, "--port"), (settings.DashboardPort, "--dashboard-port") })
        {
            if (!FreePorts.IsFree(port))
            {
                throw new InvalidOperationException($"Port {port} is in use{(PortOwner.Find(port) is { } owner ? $" by {owner}" : string.Empty)}: choose another with {option}.");
            }
        }

        File.WriteAllText(Path.Combine(folder, "apphost.pid"), $"{Environment.ProcessId}");
        return new RunFolder(folder, taken, settings);
    }

    /// <returns>Whether it could be written.</returns>
    public bool MarkReady() => TryWrite("ready", Addresses + "\n");

    /// <summary>Replaces what is said about the resources; the files hold credentials, so only their owner reads them.</summary>
    /// <returns>Whether all of it could be written.</returns>
    public bool WriteStatus(string json, string text, IEnumerable<int> processes) =>
        TryWrite("processes", string.Concat(processes.Select(pid => StartTime(pid) is { } start ? $"{pid} {start}\n" : string.Empty)))
            & TryWrite("status.json", json)
            & TryWrite("status.txt", text);

    private bool TryWrite(string file, string content)
    {
        try
        {
            LocalData.WritePrivate(Path.Combine(_folder, file), content);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var file in new[] { "ready", "status.json", "status.txt", "processes", "apphost.pid" })
        {
            File.Delete(Path.Combine(_folder, file));
        }

        _lock.Dispose();
    }

    /// <summary>DCP ends everything soon after its AppHost died; what outlives even that is ours to end.</summary>
    private static void EndLeftovers(string file)
    {
        if (!File.Exists(file))
        {
            return;
        }

        var left = File.ReadAllLines(file)
            .Select(line => line.Split(' '))
            .Select(parts => (Pid: int.Parse(parts[0], CultureInfo.InvariantCulture), Start: parts[1]))
            .ToList();
        var waited = Stopwatch.StartNew();
        while (left.RemoveAll(p => StartTime(p.Pid) != p.Start) >= 0 && left.Count > 0)
        {
            if (waited.Elapsed > LeftoverLimit)
            {
                foreach (var (pid, _) in left)
                {
                    using var process = Process.GetProcessById(pid);
                    process.Kill();
                }
            }

            Thread.Sleep(100);
        }
    }

    /// <summary>Field 22 of /proc/PID/stat: with it a process id names one process for ever. Null when it is gone.</summary>
    private static string? StartTime(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : fields[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
