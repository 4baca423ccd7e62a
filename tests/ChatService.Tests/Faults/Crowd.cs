using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests.Faults;

/// <summary>The people in a room: those who write over HTTP, those who write over the hub, and those who read.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int WritersOfAKind = 3;
    private const int ReaderCount = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _stopWriting = new();
    private readonly CancellationTokenSource _stopReading = new();
    private readonly List<Writer> _writers = [];
    private readonly List<Reader> _readers = [];
    private readonly Task _writing;
    private readonly Task _reading;
    private readonly Task _broken;
    private readonly Ledger _ledger;

    public Crowd(Guid stream, World world, IReadOnlyList<NodeProcess> nodes, Ledger ledger, int seed)
    {
        _ledger = ledger;
        for (var i = 0; i < WritersOfAKind; i++)
        {
            _writers.Add(new RestWriter($"rest-{i}", stream, world, nodes, ledger, new Random(unchecked(seed + (10 * i)))));
            _writers.Add(new HubWriter($"hub-{i}", stream, world, nodes, ledger, new Random(unchecked(seed + (10 * i) + 1))));
        }

        for (var i = 0; i < ReaderCount; i++)
        {
            _readers.Add(new Reader(stream, nodes, new Random(unchecked(seed + (10 * i) + 2))));
        }

        var writing = _writers.Select(writer => Task.Run(() => writer.RunAsync(_stopWriting.Token))).ToArray();
        var reading = _readers.Select(reader => Task.Run(() => reader.RunAsync(_stopReading.Token))).ToArray();
        (_writing, _reading) = (Task.WhenAll(writing), Task.WhenAll(reading));
        _broken = Task.WhenAny([.. writing, .. reading]).Unwrap();
    }

    public IReadOnlyList<Reader> Readers => _readers;

    /// <summary>Returns when so many more messages have been acknowledged.</summary>
    public async Task WritesAsync(int messages)
    {
        var before = _ledger.Acknowledged.Count;
        await Eventually.TrueAsync(() => _ledger.Acknowledged.Count >= before + messages || _broken.IsFaulted, Patience);
        if (_broken.IsFaulted)
        {
            await _broken;
        }
    }

    /// <summary>Ends all their connections at the same time.</summary>
    public void Drop()
    {
        foreach (var writer in _writers)
        {
            writer.Drop();
        }

        foreach (var reader in _readers)
        {
            reader.Drop();
        }
    }

    /// <summary>Lets every writer finish what it has begun.</summary>
    public async Task StopWritingAsync()
    {
        await _stopWriting.CancelAsync();
        await _writing;
    }

    public async Task StopReadingAsync()
    {
        await _stopReading.CancelAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopWriting.CancelAsync();
        await _stopReading.CancelAsync();
        await Task.WhenAll(_writing, _reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopWriting.Dispose();
        _stopReading.Dispose();
    }
}
