using System.Net.WebSockets;
using System.Text;
using Clockit.Testing;

namespace Clockit.Bench.Abuse;

/// <summary>One client that sends what it should not, on one connection, and comes back whenever it is cut off.</summary>
internal sealed class Abuser(Uri hub, string token, AbuseKind kind)
{
    private const int MostAtOnce = 200;
    private const int LongRecord = 1000;

    public long Sent { get; private set; }

    public int CutOff { get; private set; }

    /// <summary>How long it has been at it.</summary>
    public TimeSpan Time { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        var start = TimeProvider.System.GetTimestamp();
        var sent = 0;
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

                while (!stop.IsCancellationRequested)
                {
                    var due = (int)Math.Min(int.MaxValue, TimeProvider.System.GetElapsedTime(start).TotalSeconds * kind.PerSecond);
                    if (due == sent)
                    {
                        await Task.Delay(1, CancellationToken.None);
                        continue;
                    }

                    var first = kind.Create(sent);
                    var count = first.Length > LongRecord ? 1 : Math.Min(MostAtOnce, due - sent);
                    var frame = string.Concat(Enumerable.Range(sent, count).Select(i => (i == sent ? first : kind.Create(i)) + '\u001e'));
                    // What could not be sent in its time is not made up for.
                    sent = due;
                    await connection.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text);
                    Sent += count;
                }
            }
            catch (Exception cut) when (cut is WebSocketException or TimeoutException or ObjectDisposedException or OperationCanceledException or IOException)
            {
                CutOff += stop.IsCancellationRequested ? 0 : 1;
            }
        }

        Time += TimeProvider.System.GetElapsedTime(start);
    }
}
