using Clockit.SignalingService.Domain;

namespace Clockit.SignalingService.Tests;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_bucket_lets_a_burst_through_and_then_its_rate()
    {
        var clock = new Clock();
        var bucket = new TokenBucket(perSecond: 10, burst: 3, clock);

        Assert.Equal("yes yes yes no", Take(bucket, 4));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal("yes no", Take(bucket, 2));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("yes yes yes no", Take(bucket, 4));
    }

    private static string Take(TokenBucket bucket, int times) =>
        string.Join(' ', Enumerable.Range(0, times).Select(_ => bucket.TryTake() ? "yes" : "no"));

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
