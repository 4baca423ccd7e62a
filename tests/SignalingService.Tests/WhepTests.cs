using System.Net;
using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

/// <summary>WHEP where there is nothing to watch.</summary>
public sealed class WhepTests
{
    [Fact]
    public async Task Where_nothing_is_live_or_nothing_arrives_the_viewer_is_told_to_try_again()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        using var http = world.CreateHttpClient(node);

        foreach (var (status, code) in new[] { ("upcoming", "stream.not_live"), ("interrupted", "stream.not_live"), ("ended", "stream.not_live"), ("live", "media.not_published") })
        {
            using var refused = await http.WatchAsync(world.Streams.Add(status: status));
            Assert.Equal((HttpStatusCode.Conflict, code), (refused.StatusCode, await refused.CodeAsync()));
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public async Task A_private_stream_is_as_unknown_as_one_that_is_not_there()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(visibility: "private");
        using var stranger = world.CreateHttpClient(node, Guid.CreateVersion7());
        using var host = world.CreateHttpClient(node, stream.Host.Id);

        using var hidden = await stranger.WatchAsync(stream);
        using var unknown = await stranger.WatchAsync(stream with { StreamId = Guid.CreateVersion7() });
        using var own = await host.WatchAsync(stream);

        Assert.Equal((HttpStatusCode.NotFound, "stream.not_found"), (hidden.StatusCode, await hidden.CodeAsync()));
        Assert.Equal((HttpStatusCode.NotFound, "stream.not_found"), (unknown.StatusCode, await unknown.CodeAsync()));
        Assert.Equal((HttpStatusCode.Conflict, "media.not_published"), (own.StatusCode, await own.CodeAsync()));
    }

    [Theory]
    [InlineData("not sdp", 400, "media.sdp_malformed")]
    [InlineData(null, 422, "media.sdp_refused")]
    public async Task A_request_that_is_none_is_refused(string? body, int status, string code)
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        using var http = world.CreateHttpClient(node);

        using var refused = await http.SendSdpAsync(HttpMethod.Post, $"/api/live/{world.Streams.Add().StreamId}/whep", body ?? Descriptions.Offer);

        Assert.Equal((status, code), ((int)refused.StatusCode, await refused.CodeAsync()));
    }

    [Fact]
    public async Task A_token_that_is_none_is_refused_and_its_bearer_is_not_taken_for_an_anonymous_viewer()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        using var http = World.CreatePublisher(node.Address, stream);

        using var refused = await http.WatchAsync(stream);

        Assert.Equal((HttpStatusCode.Unauthorized, "auth.required"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Equal("Bearer", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task A_viewer_who_knows_none_of_the_codecs_is_told_which_the_stream_has_and_any_other_offer_is_answered()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        using var publisher = World.CreatePublisher(node.Address, stream);
        using var published = await publisher.PublishAsync(stream);
        using var http = world.CreateHttpClient(node);

        using var refused = await http.SendSdpAsync(HttpMethod.Post, $"/api/live/{stream.StreamId}/whep", Descriptions.Request.Replace("VP8", "H263", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "media.codec_missing"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Contains("VP8", await refused.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        foreach (var (right, wrong) in new[] { ("a=rtcp-mux", "a=x"), ("a=recvonly", "a=sendonly"), ("a=group:BUNDLE 0 1", "a=x"), ("a=fingerprint", "a=x") })
        {
            using var malformed = await http.SendSdpAsync(HttpMethod.Post, $"/api/live/{stream.StreamId}/whep", Descriptions.Request.Replace(right, wrong, StringComparison.Ordinal));
            Assert.Equal((wrong, HttpStatusCode.UnprocessableEntity, "media.sdp_refused"), (wrong, malformed.StatusCode, await malformed.CodeAsync()));
        }
    }
}
