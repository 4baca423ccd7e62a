using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

public sealed class ViewerApiTests
{
    [Fact]
    public async Task A_viewer_without_a_hub_counts_until_it_says_otherwise()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var watcher = await world.ConnectAsync(node);
        await watcher.JoinAsync(stream);
        using var http = world.CreateHttpClient(node);

        Assert.Equal(2, await http.BeginViewAsync(stream, "a-device"));
        Assert.Equal(2, await http.BeginViewAsync(stream, "a-device"));
        await watcher.SeeCountAsync(stream, 2, within: TimeSpan.FromSeconds(2));

        Assert.Equal(1, await http.EndViewAsync(stream, "a-device"));
        Assert.Equal(1, await http.EndViewAsync(stream, "a-device"));
        await watcher.SeeCountAsync(stream, 1, within: TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task However_many_devices_one_address_invents_they_count_as_so_many_and_one()
    {
        await using var world = await World.CreateAsync(settings: ("Presence:DevicesPerAddress", "3"));
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        using var http = world.CreateHttpClient(node);
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8::1");
        foreach (var (device, count) in new[] { ("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 4), ("f", 4), ("a", 4) })
        {
            Assert.Equal(count, await http.BeginViewAsync(stream, device));
        }

        // The same network, from another of its addresses.
        using var neighbour = world.CreateHttpClient(node);
        neighbour.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8::ffff:2");
        Assert.Equal(4, await neighbour.BeginViewAsync(stream, "g"));
        using var elsewhere = world.CreateHttpClient(node);
        elsewhere.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        Assert.Equal(5, await elsewhere.BeginViewAsync(stream, "h"));
        using var account = world.CreateHttpClient(node, Guid.CreateVersion7());
        account.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8::1");
        Assert.Equal(6, await account.BeginViewAsync(stream));

        // A device that stops makes room for another.
        Assert.Equal(5, await http.EndViewAsync(stream, "a"));
        Assert.Equal(6, await http.BeginViewAsync(stream, "z"));
    }

    [Fact]
    public async Task Who_does_not_repeat_its_heartbeat_stops_counting()
    {
        await using var world = await World.CreateAsync(
            settings: [("Presence:HeartbeatLifetime", "00:00:02"), ("Presence:Beat", "00:00:00.1")]);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        using var http = world.CreateHttpClient(node);
        await http.BeginViewAsync(stream, "silent");
        Assert.Equal(2, await http.BeginViewAsync(stream, "faithful"));

        await Eventually.TrueAsync(async () => await http.BeginViewAsync(stream, "faithful") == 1);
    }

    [Fact]
    public async Task An_account_counts_once_on_hub_and_http_together()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var account = Guid.CreateVersion7();
        var hub = await world.ConnectAsync(node, account);
        await hub.JoinAsync(stream);
        using var http = world.CreateHttpClient(node, account);

        Assert.Equal(1, await http.BeginViewAsync(stream, "one-device"));
        Assert.Equal(1, await http.BeginViewAsync(stream, "another-device"));
        await hub.LeaveAsync(stream);
        Assert.Equal(1, await http.BeginViewAsync(stream));
        Assert.Equal(0, await http.EndViewAsync(stream));
    }

    [Fact]
    public async Task A_device_counts_once_on_hub_and_http_together()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        await (await world.ConnectAsync(node)).JoinAsync(stream, "the-device");
        using var http = world.CreateHttpClient(node);

        Assert.Equal(1, await http.BeginViewAsync(stream, "the-device"));
        Assert.Equal(1, await http.EndViewAsync(stream, "the-device"));
    }

    [Fact]
    public async Task A_device_can_be_named_in_a_header_and_one_that_is_not_named_is_known_by_its_address_and_agent()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        using var named = world.CreateHttpClient(node);
        named.DefaultRequestHeaders.Add("X-Device-Id", "in-a-header");
        using var firefox = world.CreateHttpClient(node);
        firefox.DefaultRequestHeaders.UserAgent.ParseAdd("Firefox/1");
        using var curl = world.CreateHttpClient(node);
        curl.DefaultRequestHeaders.UserAgent.ParseAdd("curl/8");

        Assert.Equal(1, await named.BeginViewAsync(stream));
        Assert.Equal(1, await named.BeginViewAsync(stream, "in-a-header"));
        Assert.Equal(2, await firefox.BeginViewAsync(stream));
        Assert.Equal(2, await firefox.BeginViewAsync(stream));
        Assert.Equal(3, await curl.BeginViewAsync(stream));
        Assert.Equal(2, await firefox.EndViewAsync(stream));
    }

    [Fact]
    public async Task The_alias_view_does_the_same()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        using var http = world.CreateHttpClient(node, Guid.CreateVersion7());

        using var viewed = await http.PostAsync(new Uri($"/api/live/{stream.StreamId}/view", UriKind.Relative), content: null);

        Assert.Equal(HttpStatusCode.OK, viewed.StatusCode);
        Assert.Equal(1, (await viewed.Content.ReadFromJsonAsync<JsonElement>()).ViewerCount());
        Assert.Equal(1, await http.BeginViewAsync(stream));
    }

    [Fact]
    public async Task The_host_and_viewers_of_what_has_ended_do_not_count()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var live = world.Streams.Add();
        var ended = world.Streams.Add(status: "ended");
        using var host = world.CreateHttpClient(node, live.Host.Id);
        using var viewer = world.CreateHttpClient(node);

        Assert.Equal(0, await host.BeginViewAsync(live));
        Assert.Equal(0, await viewer.BeginViewAsync(ended));
        Assert.Equal(0, await viewer.EndViewAsync(ended));
    }

    [Theory]
    [InlineData("POST", "viewer")]
    [InlineData("POST", "view")]
    [InlineData("DELETE", "viewer")]
    public async Task What_the_caller_may_not_see_is_not_found(string method, string call)
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var hidden = world.Streams.Add(visibility: "private");
        using var stranger = world.CreateHttpClient(node, Guid.CreateVersion7());

        foreach (var id in new[] { hidden.StreamId.ToString(), Guid.CreateVersion7().ToString(), "no-uuid" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/api/live/{id}/{call}", UriKind.Relative));
            using var response = await stranger.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("stream.not_found", await response.CodeAsync());
        }
    }

    [Theory]
    [InlineData("""{"deviceId":""", "application/json", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"deviceId":7}""", "application/json", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""[]""", "application/json", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"deviceId":""}""", "application/json", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("""{"deviceId":"with space"}""", "application/json", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("deviceId=x", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType, "request.unsupported_media_type")]
    public async Task Bodies_that_do_not_fit_are_refused(string body, string contentType, HttpStatusCode status, string code)
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        using var http = world.CreateHttpClient(node);
        using var content = new StringContent(body, Encoding.UTF8, contentType);

        using var response = await http.PostAsync(new Uri($"/api/live/{stream.StreamId}/viewer", UriKind.Relative), content);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, await response.CodeAsync());
        Assert.Equal(1, await http.BeginViewAsync(stream));
    }
}
