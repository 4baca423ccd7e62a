using System.Diagnostics;
using System.Globalization;

namespace Clockit.Security.Tests.Hostile;

/// <summary>
/// How much hostility a run generates. It is small within all tests; <c>./clockit test hostile</c> sets
/// <c>CLOCKIT_HOSTILE_REQUESTS</c>, <c>CLOCKIT_HOSTILE_CALLS</c> and <c>CLOCKIT_HOSTILE_MINUTES</c>, after which a test stops
/// generating and judges what it has. Each run takes a new seed and says which; <c>CLOCKIT_HOSTILE_SEED</c> repeats one, with
/// ids and tokens that are new.
/// </summary>
internal sealed class HostileRun
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _limit = TimeSpan.FromMinutes(Read("CLOCKIT_HOSTILE_MINUTES") ?? 8);

    public static int Requests => Read("CLOCKIT_HOSTILE_REQUESTS") ?? 50_000;

    public static int Calls => Read("CLOCKIT_HOSTILE_CALLS") ?? 3_000;

    public int Seed { get; } = Read("CLOCKIT_HOSTILE_SEED") ?? Random.Shared.Next();

    public bool IsOver => Stopwatch.GetElapsedTime(_started) > _limit;

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
