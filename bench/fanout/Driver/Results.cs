namespace Clockit.Bench.Fanout;

/// <summary>Counts deliveries and their latencies in steps of 100 µs, up to 20 s. For one thread.</summary>
internal sealed class Results
{
    private const int StepMicroseconds = 100;

    private readonly int[] _steps = new int[200_000];

    /// <summary>What was due before this does not count, however late it comes: it belongs to the warm-up.</summary>
    public long Since { get; set; } = long.MaxValue;

    public long Count { get; private set; }

    /// <summary>All deliveries, those of the warm-up too.</summary>
    public long Total { get; private set; }

    /// <summary>Connections that the server closed.</summary>
    public int Lost { get; set; }

    public void Delivered(long due, long now)
    {
        Total++;
        if (due >= Since)
        {
            Count++;
            _steps[Math.Clamp((now - due) / StepMicroseconds, 0, _steps.Length - 1)]++;
        }
    }

    /// <summary>How many were delivered within so many milliseconds of being due.</summary>
    public long Within(int milliseconds) => _steps.AsSpan(0, milliseconds * 1000 / StepMicroseconds).ToArray().Sum(step => (long)step);

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
