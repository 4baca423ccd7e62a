namespace Clockit.Bench.Fanout;

/// <summary>Counts deliveries and their latencies in steps of 100 µs, up to 20 s.</summary>
internal sealed class Results
{
    private const int StepMicroseconds = 100;

    private readonly int[] _steps = new int[200_000];
    private long _delivered;
    private int _lost;

    /// <summary>What was due before this does not count, however late it comes: it belongs to the warm-up.</summary>
    public long Since { get; set; } = long.MaxValue;

    public long DeliveredCount => Interlocked.Read(ref _delivered);

    public int LostConnections => _lost;

    public void Delivered(long due, long now)
    {
        if (due < Since)
        {
            return;
        }

        var latencyMicroseconds = now - due;

        Interlocked.Increment(ref _delivered);
        Interlocked.Increment(ref _steps[Math.Clamp(latencyMicroseconds / StepMicroseconds, 0, _steps.Length - 1)]);
    }

    public void Lost() => Interlocked.Increment(ref _lost);

    /// <summary>Milliseconds within which the fraction was delivered, of what was to be delivered: undelivered counts as never.</summary>
    public double? Percentile(double fraction, long expected)
    {
        var rank = (long)Math.Ceiling(fraction * expected);
        long seen = 0;
        for (var step = 0; step < _steps.Length; step++)
        {
            seen += _steps[step];
            if (seen >= rank)
            {
                return (step + 1) * StepMicroseconds / 1000.0;
            }
        }

        return null;
    }
}
