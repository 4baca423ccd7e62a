using System.Globalization;
using Clockit.Testing;

namespace Clockit.Bench.Abuse;

/// <summary>A room in which everybody behaves: readers, and two who write in turn.</summary>
internal sealed class Room : IAsyncDisposable
{
    private const int Readers = 100;
    private const int MessagesPerSecond = 20;
    private const string Added = "live_comment_added";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly List<HubClient> _readers = [];
    private readonly List<HubClient> _writers = [];
    private readonly Guid _stream;

    private Room(Guid stream) => _stream = stream;

    public static async Task<Room> OpenAsync(Uri hub, TestIssuer issuer, Guid stream)
    {
        var room = new Room(stream);
        foreach (var name in new[] { "ann", "bob" })
        {
            room._writers.Add(await HubClient.ConnectAsync(hub, issuer.CreateToken(Guid.CreateVersion7(), name)));
        }

        for (var i = 0; i < Readers; i++)
        {
            var reader = await HubClient.ConnectAsync(hub);
            await reader.InvokeAsync("join_chat", new { streamId = stream });
            room._readers.Add(reader);
        }

        return room;
    }

    /// <summary>Writes for a while; gives for each message and reader the milliseconds from when it was due.</summary>
    public async Task<double[]> MeasureAsync(TimeSpan duration)
    {
        var before = _readers.Select(reader => reader.Pushes.Count).ToArray();
        var count = (int)(duration.TotalSeconds * MessagesPerSecond);
        var sends = new List<Task>(count);
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / MessagesPerSecond);
            if (due - TimeProvider.System.GetElapsedTime(start) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }

            var text = due.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
            sends.Add(_writers[i % _writers.Count].InvokeAsync("live_comment", new { streamId = _stream, comment = text }));
        }

        await Task.WhenAll(sends);
        var last = TimeProvider.System.GetTimestamp();
        while (_readers.Zip(before).Any(reader => reader.First.Pushes.Count < reader.Second + count) && TimeProvider.System.GetElapsedTime(last) < Patience)
        {
            await Task.Delay(20);
        }

        return [.. _readers.Zip(before).SelectMany(reader => Latencies(reader.First, reader.Second, count, start))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _readers.Concat(_writers))
        {
            await connection.DisposeAsync();
        }
    }

    private static IEnumerable<double> Latencies(HubClient reader, int before, int count, long start)
    {
        var arrived = reader.Pushes.Skip(before).Where(push => push.Target is Added).Take(count).ToArray();
        foreach (var push in arrived)
        {
            var due = double.Parse(push.Argument.GetProperty("comment").GetString()!, CultureInfo.InvariantCulture);
            yield return TimeProvider.System.GetElapsedTime(start, push.Timestamp).TotalMilliseconds - due;
        }

        for (var missing = arrived.Length; missing < count; missing++)
        {
            yield return Patience.TotalMilliseconds;
        }
    }
}
