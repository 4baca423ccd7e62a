using Clockit.SignalingService.Domain;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.SignalingService.Tests;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_bucket_lets_a_burst_through_and_then_its_rate()
    {
        var clock = new FakeTimeProvider();
        var bucket = new TokenBucket(perSecond: 10, burst: 3, clock);

        Assert.Equal("yes yes yes no", Take(bucket, 4));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal("yes no", Take(bucket, 2));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("yes yes yes no", Take(bucket, 4));
    }

    private static string Take(TokenBucket bucket, int times) =>
        string.Join(' ', Enumerable.Range(0, times).Select(_ => bucket.TryTake() ? "yes" : "no"));
}
