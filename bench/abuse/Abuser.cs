using System.Net.WebSockets;
using Clockit.Testing;

namespace Clockit.Bench.Abuse;

/// <summary>One client that sends what it should not, on one connection at a time, and comes back whenever it is cut off.</summary>
internal sealed class Abuser(Uri hub, string token, AbuseKind kind)
{
    private const int MostAtOnce = 64 * 1024;

    /// <summary>As often as the gateway lets one account come back.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public long Sent { get; private set; }

    public int CutOff { get; private set; }

    /// <summary>How long it has been at it.</summary>
    public TimeSpan Time { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var connection = await RawHubClient.ConnectAsync(hub, token);
                // A send may wait for the service for as long as it likes.
                await using var ending = stop.Register(connection.Dispose);
                if (kind.ReadsAnswers)
                {
                    _ = connection.ReadToEndAsync(Timeout.InfiniteTimeSpan);
                }

                await SendAsync(connection, stop);
            }
            catch (Exception cut) when (cut is WebSocketException or TimeoutException or ObjectDisposedException or OperationCanceledException or IOException)
            {
                CutOff += stop.IsCancellationRequested ? 0 : 1;
                await Task.Delay(Pause, CancellationToken.None);
            }
        }

        Time += TimeProvider.System.GetElapsedTime(start);
    }

    private async Task SendAsync(RawHubClient connection, CancellationToken stop)
    {
        var frame = new MemoryStream();
        var start = TimeProvider.System.GetTimestamp();
        var sent = 0;
        while (!stop.IsCancellationRequested)
        {
            var due = (int)(TimeProvider.System.GetElapsedTime(start).TotalSeconds * kind.PerSecond);
            if (due == sent)
            {
                await Task.Delay(1, CancellationToken.None);
                continue;
            }

            frame.SetLength(0);
            var count = 0;
            do
            {
                frame.Write(kind.Next());
                count++;
            }
            while (count < due - sent && frame.Length < MostAtOnce);
            // A large one in pieces: to mask what is never sent, as it is cut off before, would cost the readers' core and not the service's.
            var rest = frame.GetBuffer().AsMemory(0, (int)frame.Length);
            for (; rest.Length > MostAtOnce; rest = rest[MostAtOnce..])
            {
                await connection.SendAsync(rest[..MostAtOnce], WebSocketMessageType.Text, endOfMessage: false);
            }

            await connection.SendAsync(rest, WebSocketMessageType.Text);
            sent = due;
            Sent += count;
        }
    }
}
