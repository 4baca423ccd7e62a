using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clockit.SignalingService.Application.Ice;
using Clockit.SignalingService.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Tests;

public sealed class IceServerTests
{
    private static readonly (string, string)[] Turn =
        [("Turn:Urls:0", "turn:127.0.0.1:3478"), ("Turn:Urls:1", "turn:127.0.0.1:3478?transport=tcp"), ("Turn:Secret", "shared"), ("Stun:Urls", "stun:127.0.0.1:3478")];

    [Fact]
    public async Task A_viewer_gets_servers_and_a_credential_that_coturn_takes_and_that_expires()
    {
        await using var world = await World.CreateAsync(settings: Turn);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();

        var servers = (await (await world.ConnectAsync(node)).JoinAsync(stream)).GetProperty("iceServers");

        Assert.Equal("stun:127.0.0.1:3478", servers[0].GetProperty("urls")[0].GetString());
        Assert.False(servers[0].TryGetProperty("credential", out _));
        Assert.Equal("turn:127.0.0.1:3478?transport=tcp", servers[1].GetProperty("urls")[1].GetString());
        var username = servers[1].GetProperty("username").GetString()!;
        var expiry = DateTimeOffset.FromUnixTimeSeconds(long.Parse(username.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(expiry - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(60));
        var expected = Convert.ToBase64String(HMACSHA1.HashData("shared"u8, Encoding.UTF8.GetBytes(username)));
        Assert.Equal(expected, servers[1].GetProperty("credential").GetString());
    }

    [Fact]
    public async Task Over_HTTP_the_servers_go_to_accounts_and_to_viewers_of_a_running_public_stream()
    {
        await using var world = await World.CreateAsync(settings: Turn);
        var node = await world.StartNodeAsync();
        using var account = world.CreateHttpClient(node, Guid.CreateVersion7());
        using var anonymous = world.CreateHttpClient(node);

        async Task<HttpStatusCode> AskAsync(string query)
        {
            using var response = await anonymous.GetAsync(new Uri($"/api/live/ice-servers{query}", UriKind.Relative));
            return response.StatusCode;
        }

        var answer = await account.GetFromJsonAsync<JsonElement>(new Uri("/api/live/ice-servers", UriKind.Relative));
        Assert.Equal(2, answer.GetProperty("iceServers").GetArrayLength());
        Assert.Equal(3600, answer.GetProperty("expiresIn").GetInt32());
        Assert.Equal(HttpStatusCode.OK, await AskAsync($"?streamId={world.Streams.Add().StreamId}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(""));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("?streamId=no-uuid"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync($"?streamId={world.Streams.Add(visibility: "private").StreamId}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync($"?streamId={world.Streams.Add(status: "ended").StreamId}"));
    }

    [Fact]
    public async Task Where_viewers_are_hidden_they_are_told_to_use_the_relay_and_the_broadcaster_is_not()
    {
        await using var world = await World.CreateAsync(settings: [.. Turn, ("Turn:RelayOnly", "true")]);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await (await world.ConnectAsync(node, stream.Host.Id)).StartAsync(stream);

        var viewer = await (await world.ConnectAsync(node)).JoinAsync(stream);

        Assert.Equal("relay", viewer.GetProperty("iceTransportPolicy").GetString());
        Assert.Equal(JsonValueKind.Null, host.GetProperty("iceTransportPolicy").ValueKind);
    }

    [Fact]
    public async Task Without_servers_the_list_is_empty()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        using var account = world.CreateHttpClient(node, Guid.CreateVersion7());

        var answer = await account.GetFromJsonAsync<JsonElement>(new Uri("/api/live/ice-servers", UriKind.Relative));

        Assert.Equal(0, answer.GetProperty("iceServers").GetArrayLength());
    }

    [Theory]
    [InlineData("Turn:Urls", "turn:127.0.0.1:3478")]
    [InlineData("Turn:Urls", "http://127.0.0.1:3478")]
    [InlineData("Stun:Urls", "127.0.0.1")]
    [InlineData("Turn:Lifetime", "00:00:01")]
    [InlineData("Turn:RelayOnly", "true")]
    public void Configuration_that_cannot_work_is_refused(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        var options = new IceOptions();
        options.Read(configuration);

        Assert.NotEqual(ValidateOptionsResult.Success, new DataAnnotationValidateOptions<IceOptions>(name: null).Validate(name: null, options));
    }
}
