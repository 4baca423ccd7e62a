using System.ComponentModel;
using System.Text;
using CliWrap;

namespace Clockit.SignalingService.Infrastructure.Recordings;

/// <summary>Runs programs that make recordings, at a low priority.</summary>
public static class RecordingTool
{
    /// <summary>How much of what a program writes is kept, in characters.</summary>
    public const int MaxOutput = 2000;

    /// <summary>Longer than any recording takes: the longest that a day's stream needs is some minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    /// <summary>Runs a program to its end, or ends it and its children after two hours or when the token is cancelled.</summary>
    /// <param name="program">Its name, as the system finds it.</param>
    /// <param name="arguments">Each is passed as it is; no shell reads them.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <param name="limit">Another limit than two hours.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or ended with another code than 0. The message ends with the last 2,000 characters that it wrote.</exception>
    /// <exception cref="TimeoutException">It took longer than the limit.</exception>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit ?? Longest);
        var output = new Tail();
        // Live streams go before recordings. At 19 a recording would all but stand still beside a busy process.
        var command = Cli.Wrap("nice")
            .WithArguments(["-n", "10", program, .. arguments])
            .WithStandardOutputPipe(PipeTarget.Create(output.ReadAsync))
            .WithStandardErrorPipe(PipeTarget.Create(output.ReadAsync))
            .WithValidation(CommandResultValidation.None);
        CommandResult result;
        try
        {
            result = await command.ExecuteAsync(deadline.Token);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"{program} cannot be run: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{program} took longer than {limit ?? Longest} and was ended: {output}", exception);
        }

        if (!result.IsSuccess)
        {
            throw new InvalidOperationException($"{program} ended with {result.ExitCode}: {output}");
        }
    }

    /// <summary>The last that a program wrote, to either of its outputs.</summary>
    private sealed class Tail
    {
        private readonly StringBuilder _text = new();

        public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var buffer = new char[1024];
            int read;
            while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
            {
                lock (_text)
                {
                    _text.Append(buffer, 0, read);
                    _text.Remove(0, Math.Max(0, _text.Length - MaxOutput));
                }
            }
        }

        public override string ToString()
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }
}
