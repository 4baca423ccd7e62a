using System.Diagnostics;

namespace Clockit.AppHost.Servers;

/// <summary>Runs a command to its end.</summary>
internal static class Tool
{
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message carries its output.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await TryAsync(command, cancellationToken);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"{Path.GetFileName(command[0])} ended with code {exitCode}: {output.Trim()}");
    }

    public static async Task<(int ExitCode, string Output)> TryAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // A folder that every user may enter: the command may run as another one.
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
