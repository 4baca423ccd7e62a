using System.Diagnostics;

namespace Clockit.Bench.Events;

/// <summary>An open loop: message k is due at k/rate, whatever became of the others.</summary>
internal static class Pace
{
    public static async Task RunAsync(int rate, TimeSpan duration, Func<Task> send)
    {
        var start = Stopwatch.GetTimestamp();
        var total = Math.Max(5, (int)(rate * duration.TotalSeconds));
        var sending = new List<Task>(total);
        for (var k = 0; k < total; k++)
        {
            var due = TimeSpan.FromSeconds((double)k / rate);
            while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < due)
            {
                await Task.Delay(due - elapsed > TimeSpan.FromMilliseconds(2) ? due - elapsed : TimeSpan.FromMilliseconds(1));
            }

            sending.Add(send());
        }

        await Task.WhenAll(sending);
    }
}
