using System.Threading.Channels;

namespace Clockit.Messaging.Database;

/// <summary>Wakes the dispatcher. Signals that come while it works are merged into one.</summary>
internal sealed class OutboxSignal
{
    private readonly Channel<byte> _signal = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _signal.Writer.TryWrite(0);

    /// <summary>Completes when there is a signal, and leaves it there: a wait that is given up loses nothing.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _signal.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <summary>Waits for a signal, which stays there, for so long at most; says whether there is one.</summary>
    public async Task<bool> IsSetWithinAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var giveUp = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(giveUp.Token, cancellationToken);
        try
        {
            // Canceled, the wait is over for the channel too; one that is only left stays in its list of readers.
            await WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Takes the signal away. Call it before looking, so that what comes while looking signals again.</summary>
    public void Clear() => _signal.Reader.TryRead(out _);
}
