using Clockit.ServiceDefaults;
using Microsoft.Extensions.Configuration;

namespace Clockit.StreamService.Tests;

public sealed class PublicOriginTests
{
    [Theory]
    [InlineData("https://live.example", "https://live.example/api/live")]
    [InlineData("https://live.example/", "https://live.example/api/live")]
    [InlineData("HTTPS://Live.Example:443", "https://live.example/api/live")]
    [InlineData("http://192.0.2.7:8080", "http://192.0.2.7:8080/api/live")]
    [InlineData("http://[2001:db8::1]:8080", "http://[2001:db8::1]:8080/api/live")]
    [InlineData("", "http://localhost:8080/api/live")]
    public void An_address_begins_with_the_origin(string configured, string address) => Assert.Equal(address, Read(configured).AddressOf("/api/live"));

    [Fact]
    public void What_is_kept_as_a_path_is_ours_and_somebody_elses_address_stays()
    {
        var origin = Read("https://live.example");
        Assert.Equal("https://live.example/api/live/1/recording", origin.Resolve("/api/live/1/recording"));
        Assert.Equal("https://video.example/mine", origin.Resolve("https://video.example/mine"));
        Assert.Null(origin.Resolve(null));
    }

    [Theory]
    [InlineData("live.example")]
    [InlineData("/live")]
    [InlineData("ftp://live.example")]
    [InlineData("https://live.example/path")]
    [InlineData("https://live.example/?q")]
    [InlineData("https://live.example/#part")]
    [InlineData("https://user@live.example")]
    public void What_is_no_origin_stops_the_start_and_is_named(string configured)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Read(configured));
        Assert.StartsWith("PublicOrigin must be", refused.Message, StringComparison.Ordinal);
        Assert.Contains(configured, refused.Message, StringComparison.Ordinal);
    }

    private static PublicOrigin Read(string value) =>
        PublicOrigin.Read(new ConfigurationBuilder().AddInMemoryCollection([new(PublicOrigin.Key, value)]).Build());
}
