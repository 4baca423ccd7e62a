using System.Net;
using System.Text.RegularExpressions;
using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

/// <summary>WHIP as RFC 9725 has it, against a real Janus.</summary>
public sealed class WhipTests
{
    [Fact]
    public async Task A_publish_with_the_key_starts_the_stream_and_answers_as_RFC_9725_says()
    {
        await using var world = await World.CreateWithMediaAsync(settings: [("Turn:Urls", "turn:{host}:3478?transport=udp,turn:127.0.0.1:3478?transport=tcp"), ("Turn:Secret", "shared"), ("Stun:Urls", "stun:127.0.0.1:3478")]);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        using var http = World.CreatePublisher(node.Address, stream);

        using var published = await http.PublishAsync(stream);

        Assert.Equal(HttpStatusCode.Created, published.StatusCode);
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
        Assert.Equal(Descriptions.Sdp, published.Content.Headers.ContentType!.MediaType);
        Assert.Matches($"^{Regex.Escape(node.Address.GetLeftPart(UriPartial.Authority))}/api/live/{stream.StreamId}/whip/[A-Za-z0-9_-]{{27}}$", published.Headers.Location!.OriginalString);
        Assert.Matches("^\"[0-9a-f]{16}\"$", published.Headers.ETag!.ToString());
        var links = published.Headers.GetValues("Link").ToList();
        Assert.Equal(3, links.Count);
        Assert.Equal("<stun:127.0.0.1:3478>; rel=\"ice-server\"", links[0]);
        Assert.StartsWith($"<turn:{node.Address.Host}:3478?transport=udp>", links[1], StringComparison.Ordinal);
        Assert.Matches("^<turn:127\\.0\\.0\\.1:3478\\?transport=tcp>; rel=\"ice-server\"; username=\"[^\"]+\"; credential=\"[^\"]+\"; credential-type=\"password\"$", links[2]);
        var answer = await published.Content.ReadAsStringAsync();
        Assert.Equal(2, Regex.Count(answer, "a=recvonly\r\n", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains("a=candidate:", answer, StringComparison.Ordinal);
        Assert.Contains("a=end-of-candidates", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_the_key_alone_the_stream_is_found_and_the_creators_token_publishes_too()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var (byKey, byToken) = (world.Streams.Add(status: "upcoming"), world.Streams.Add(status: "upcoming"));
        using var key = World.CreatePublisher(node.Address, byKey);
        using var creator = world.CreateHttpClient(node, byToken.Host.Id);

        using var first = await key.SendSdpAsync(HttpMethod.Post, "/whip", Descriptions.Offer);
        using var second = await creator.PublishAsync(byToken);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.StartsWith($"/api/live/{byKey.StreamId}/whip/", first.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal("live", world.Streams.Find(byKey.StreamId).Status);
        Assert.Equal("live", world.Streams.Find(byToken.StreamId).Status);
    }

    [Fact]
    public async Task A_session_takes_candidates_with_its_entity_tag_only_and_any_node_serves_it()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var other = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        using var publisher = World.CreatePublisher(node.Address, stream);
        using var http = World.CreatePublisher(other.Address, stream);
        using var published = await publisher.PublishAsync(stream);
        var (session, etag) = (published.Session(), published.Headers.ETag!.ToString());

        async Task<(HttpStatusCode, string?)> TrickleAsync(string? ifMatch, string? fragment = null)
        {
            using var response = await http.TrickleAsync(session, ifMatch, fragment);
            Assert.Null(response.Headers.ETag);
            return (response.StatusCode, response.IsSuccessStatusCode ? null : await response.CodeAsync());
        }

        Assert.Equal((HttpStatusCode.NoContent, null), await TrickleAsync(etag));
        Assert.Equal((HttpStatusCode.PreconditionRequired, "media.etag_required"), await TrickleAsync(null));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "media.etag_mismatch"), await TrickleAsync("\"0000000000000000\""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "media.ice_restart_unsupported"), await TrickleAsync("*"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "media.ice_restart_unsupported"), await TrickleAsync(etag, Descriptions.Candidates.Replace("EsAw", "ysXw", StringComparison.Ordinal)));
        Assert.Equal((HttpStatusCode.BadRequest, "media.sdp_malformed"), await TrickleAsync(etag, "{}"));
        using var read = await http.GetAsync(session);
        Assert.Equal(HttpStatusCode.NoContent, read.StatusCode);
        using var ended = await http.DeleteAsync(session);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Equal("interrupted", world.Streams.Find(stream.StreamId).Status);
        using var again = await http.DeleteAsync(session);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var never = await http.DeleteAsync(new Uri(session.OriginalString[..^3] + "xyz", UriKind.Relative));
        Assert.Equal((HttpStatusCode.NotFound, "media.session_not_found"), (never.StatusCode, await never.CodeAsync()));

        using var returned = await http.PublishAsync(stream);
        Assert.Equal(HttpStatusCode.Created, returned.StatusCode);
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
    }

    [Fact]
    public async Task The_same_key_again_takes_over_without_an_interruption()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        using var http = World.CreatePublisher(node.Address, stream);
        using var first = await http.PublishAsync(stream);

        using var second = await http.PublishAsync(stream);

        using var read = await http.GetAsync(first.Headers.Location);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        using var late = await http.DeleteAsync(first.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        using var current = await http.GetAsync(second.Headers.Location);
        Assert.Equal(HttpStatusCode.NoContent, current.StatusCode);
        Assert.DoesNotContain(("interrupt", stream.StreamId), world.Streams.Commands);
    }

    [Fact]
    public async Task Whoever_has_neither_key_nor_the_creators_token_is_refused()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var (stream, hidden, other) = (world.Streams.Add(), world.Streams.Add(visibility: "private"), world.Streams.Add());
        using var publisher = World.CreatePublisher(node.Address, stream);
        using var published = await publisher.PublishAsync(stream);
        using var nobody = world.CreateHttpClient(node);
        using var guesser = World.CreatePublisher(node.Address, stream with { KeyId = "guess" });
        using var stranger = world.CreateHttpClient(node, Guid.CreateVersion7());
        using var neighbour = World.CreatePublisher(node.Address, other);

        foreach (var (http, onPublic, onPrivate) in new[] { (nobody, 401, 401), (guesser, 401, 401), (stranger, 403, 404), (neighbour, 403, 404) })
        {
            using var refused = await http.PublishAsync(stream);
            Assert.Equal(onPublic, (int)refused.StatusCode);
            using var blind = await http.PublishAsync(hidden);
            Assert.Equal(onPrivate, (int)blind.StatusCode);
            using var touched = await http.DeleteAsync(published.Headers.Location);
            Assert.Equal(onPublic, (int)touched.StatusCode);
        }

        using var keyless = await stranger.SendSdpAsync(HttpMethod.Post, "/whip", Descriptions.Offer);
        Assert.Equal((HttpStatusCode.Unauthorized, "auth.required"), (keyless.StatusCode, await keyless.CodeAsync()));
        Assert.Equal("Bearer", Assert.Single(keyless.Headers.WwwAuthenticate).Scheme);
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
    }

    [Fact]
    public async Task An_offer_that_cannot_be_taken_is_refused_and_starts_nothing()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        using var http = World.CreatePublisher(node.Address, stream);
        foreach (var malformed in new[] { "", "{}", "v=0\r\n", Descriptions.Offer.Replace("v=0", "v=1", StringComparison.Ordinal), Descriptions.Offer.Replace("\r\nm=", "\r\nm=\0", StringComparison.Ordinal) })
        {
            using var refused = await http.PublishAsync(stream, malformed);
            Assert.Equal((HttpStatusCode.BadRequest, "media.sdp_malformed"), (refused.StatusCode, await refused.CodeAsync()));
        }

        foreach (var (right, wrong) in new[]
        {
            ("a=sendonly", "a=recvonly"), ("a=sendonly", "a=inactive"), ("m=audio", "m=video"), ("m=audio", "m=application"), ("a=ice-ufrag:EsAw", "a=x"), ("a=fingerprint", "a=x"),
            ("a=group:BUNDLE 0 1", "a=group:BUNDLE 0"), ("a=setup:actpass", "a=setup:passive"), ("a=rtcp-mux", "a=x"), ("UDP/TLS/RTP/SAVPF", "RTP/AVP"), ("VP8", "H263"),
        })
        {
            using var refused = await http.PublishAsync(stream, Descriptions.Offer.Replace(right, wrong, StringComparison.Ordinal));
            Assert.Equal((wrong, HttpStatusCode.UnprocessableEntity, "media.sdp_refused"), (wrong, refused.StatusCode, await refused.CodeAsync()));
        }

        Assert.Equal("upcoming", world.Streams.Find(stream.StreamId).Status);
        Assert.Empty(world.Streams.Commands);
    }

    [Fact]
    public async Task What_is_no_description_by_type_or_size_is_refused_and_what_can_be_posted_is_told()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        using var http = World.CreatePublisher(node.Address, stream);
        var path = $"/api/live/{stream.StreamId}/whip";

        using var json = await http.SendSdpAsync(HttpMethod.Post, path, Descriptions.Offer, "application/json");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        using var large = await http.PublishAsync(stream, Descriptions.Offer + string.Concat(Enumerable.Repeat("a=x\r\n", 20_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        foreach (var endpoint in new[] { path, "/whip", $"/api/live/{stream.StreamId}/whep" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, endpoint);
            using var options = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, options.StatusCode);
            Assert.Equal(Descriptions.Sdp, Assert.Single(options.Headers.GetValues("Accept-Post")));
            using var read = await http.GetAsync(new Uri(endpoint, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NoContent, read.StatusCode);
            using var head = new HttpRequestMessage(HttpMethod.Head, endpoint);
            using var present = await http.SendAsync(head);
            Assert.Equal(HttpStatusCode.NoContent, present.StatusCode);
        }

        foreach (var session in new[] { $"{path}/x", $"/api/live/{stream.StreamId}/whep/x" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, session);
            using var options = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, options.StatusCode);
            Assert.Contains(Descriptions.Fragment, Assert.Single(options.Headers.GetValues("Accept-Patch")), StringComparison.Ordinal);
            Assert.Contains("PATCH", options.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task A_replaced_key_and_an_ended_stream_end_the_session()
    {
        await using var world = await World.CreateWithMediaAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var (stream, ended) = (world.Streams.Add(status: "upcoming"), world.Streams.Add(status: "upcoming"));
        using var http = World.CreatePublisher(node.Address, stream);
        using var published = await http.PublishAsync(stream);
        using var other = World.CreatePublisher(node.Address, ended);
        using var over = await other.PublishAsync(ended);

        var anew = world.Streams.Change(stream.StreamId, known => known with { KeyId = "another" });
        using var recheck = await RecheckAsync(node.Address, stream.StreamId);
        Assert.Equal(HttpStatusCode.NoContent, recheck.StatusCode);
        Assert.Equal("interrupted", world.Streams.Find(stream.StreamId).Status);
        using var creator = World.CreatePublisher(node.Address, anew);
        using var gone = await creator.GetAsync(published.Headers.Location);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var old = await http.PublishAsync(stream);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);

        world.Streams.Change(ended.StreamId, known => known with { Status = "ended" });
        await world.PublishAsync(Streams.Ended(world.Streams.Find(ended.StreamId) with { StartedAt = TimeProvider.System.GetUtcNow() }, sequence: 3));
        await Eventually.TrueAsync(async () =>
        {
            using var read = await other.GetAsync(over.Headers.Location);
            return read.StatusCode == HttpStatusCode.NotFound;
        });
        using var late = await other.PublishAsync(ended);
        Assert.Equal((HttpStatusCode.Conflict, "stream.not_live"), (late.StatusCode, await late.CodeAsync()));
    }

    [Fact]
    public async Task A_broadcaster_who_never_connects_interrupts_the_stream_and_frees_its_place()
    {
        await using var world = await World.CreateWithMediaAsync(settings: [("Media:SetUp", "00:00:00.5"), ("Media:Poll", "00:00:00.1"), ("Media:MaxSessions", "1")]);
        var node = await world.StartNodeAsync();
        var (stream, other) = (world.Streams.Add(status: "upcoming"), world.Streams.Add(status: "upcoming"));
        using var http = World.CreatePublisher(node.Address, stream);
        using var second = World.CreatePublisher(node.Address, other);
        using var published = await http.PublishAsync(stream);

        using var full = await second.PublishAsync(other);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "media.too_many_sessions"), (full.StatusCode, await full.CodeAsync()));
        Assert.NotNull(full.Headers.RetryAfter);
        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted");
        using var taken = await second.PublishAsync(other);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Fact]
    public async Task The_sessions_of_a_node_that_is_killed_are_taken_over_by_another()
    {
        await using var world = await World.CreateWithMediaAsync(settings: [("Media:Lease", "00:00:00.6"), ("Media:SetUp", "00:00:03"), ("Media:Poll", "00:00:00.1")]);
        await using var killed = await NodeProcess.StartAsync(world.Settings);
        var stream = world.Streams.Add(status: "upcoming");
        using var http = World.CreatePublisher(killed.Address, stream);
        using var published = await http.PublishAsync(stream);
        Assert.Equal(HttpStatusCode.Created, published.StatusCode);

        await killed.KillAsync();
        var node = await world.StartNodeAsync();

        // It never connected: whoever looks after it ends it.
        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted", TimeSpan.FromSeconds(20));
        using var there = World.CreatePublisher(node.Address, stream);
        using var read = await there.GetAsync(published.Session());
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
    }

    [Fact]
    public async Task Without_a_media_server_publishing_is_unavailable()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        using var http = World.CreatePublisher(node.Address, stream);

        using var refused = await http.PublishAsync(stream);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "service.unavailable"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Equal("upcoming", world.Streams.Find(stream.StreamId).Status);
    }

    [Fact]
    public async Task A_media_server_that_dies_interrupts_the_stream_and_takes_it_again_once_it_is_back()
    {
        await using var janus = await TestServers.StartJanusAsync();
        await using var world = await World.CreateAsync(settings: [("ConnectionStrings:janus", await janus.ConnectionStringAsync()), ("Media:Lease", "00:00:00.6"), ("Media:Poll", "00:00:00.1"), ("Media:Silence", "00:00:00.2")]);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        using var http = World.CreatePublisher(node.Address, stream);
        using var published = await http.PublishAsync(stream);
        Assert.Equal(HttpStatusCode.Created, published.StatusCode);

        await janus.KillAsync();
        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted");
        using var refused = await http.PublishAsync(stream);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "service.unavailable"), (refused.StatusCode, await refused.CodeAsync()));

        await janus.StartAsync();
        using var again = await http.PublishAsync(stream);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
    }

    private static async Task<HttpResponseMessage> RecheckAsync(Uri node, Guid streamId)
    {
        using var http = new HttpClient { BaseAddress = node };
        http.DefaultRequestHeaders.Add(ServiceDefaults.Authentication.ServiceKey.Header, StreamDirectoryHost.ServiceKey);
        return await http.PostAsync(new Uri($"/internal/media/{streamId}/recheck", UriKind.Relative), content: null);
    }
}
