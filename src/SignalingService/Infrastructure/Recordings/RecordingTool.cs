using System.ComponentModel;
using System.Diagnostics;

namespace Clockit.SignalingService.Infrastructure.Recordings;

/// <summary>Runs a program that has time.</summary>
internal static class RecordingTool
{
    private const int MaxOutput = 2000;

    /// <exception cref="InvalidOperationException">It is not installed, or ended with another code than 0; the message has its last words.</exception>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // What is live goes before what was, which yet gets on: at 19 it all but stands still beside a busy process.
        var start = new ProcessStartInfo("nice", ["-n", "10", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"{program} cannot be run: {exception.Message}", exception);
        }

        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            if (process.ExitCode != 0)
            {
                var said = await errors + await output;
                throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {said[^Math.Min(said.Length, MaxOutput)..]}");
            }
        }
    }
}
