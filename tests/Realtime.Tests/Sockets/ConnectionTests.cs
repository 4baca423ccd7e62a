using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Clockit.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Clockit.Realtime.Tests.Sockets;

public sealed class ConnectionTests(RedisServer redis)
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task Negotiation_with_one_node_and_connection_to_another_work()
    {
        await using var a = await HubHost.StartAsync(redis, _prefix);
        await using var b = await HubHost.StartAsync(redis, _prefix);
        var answer = await HubClient.NegotiateAsync(a.Hub);
        var target = new UriBuilder(b.Hub) { Scheme = "ws", Query = "id=" + answer.GetProperty("connectionToken").GetString() };
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(target.Uri, CancellationToken.None);

        await using var client = await HubClient.OpenAsync(socket);

        Assert.Equal("anonymous", await client.InvokeAsync<string>("who"));
    }

    [Fact]
    public async Task Negotiation_answers_in_the_version_that_is_asked_for()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);

        var one = await HubClient.NegotiateAsync(host.Hub, version: 1);
        var zero = await HubClient.NegotiateAsync(host.Hub, version: 0);

        Assert.Equal(1, one.GetProperty("negotiateVersion").GetInt32());
        Assert.NotEqual(one.GetProperty("connectionId").GetString(), one.GetProperty("connectionToken").GetString(), StringComparer.Ordinal);
        var transport = Assert.Single(one.GetProperty("availableTransports").EnumerateArray());
        Assert.Equal("WebSockets", transport.GetProperty("transport").GetString());
        Assert.Equal("""["Text","Binary"]""", transport.GetProperty("transferFormats").GetRawText());
        Assert.Equal(0, zero.GetProperty("negotiateVersion").GetInt32());
        Assert.False(zero.TryGetProperty("connectionToken", out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(70)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(65_450)]
    [InlineData(65_550)]
    [InlineData(300_000)]
    public async Task A_rooms_messages_arrive_whole_between_the_answers_to_calls_whatever_their_length(int length)
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, options => options.Tick = TimeSpan.Zero);
        await using var client = await HubClient.ConnectAsync(host.Hub);
        await client.InvokeAsync("join", "room");
        var text = new string('x', length);

        for (var i = 0; i < 20; i++)
        {
            var said = host.Context.Clients.Group("room").SendAsync("said", new { i, text });
            Assert.Equal("anonymous", await client.InvokeAsync<string>("who"));
            await said;
            var arrived = await client.ReceiveAsync("said");
            Assert.Equal(i, arrived.GetProperty("i").GetInt32());
            Assert.Equal(text, arrived.GetProperty("text").GetString());
        }
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("POST", "/negotiate?negotiateVersion=later")]
    public async Task Other_ways_in_are_refused_with_a_reason(string method, string path)
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), host.Hub + path);

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("request.invalid", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_connections_id_names_its_node_and_needs_no_escaping()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);
        await using var client = await HubClient.ConnectAsync(host.Hub);

        var id = await client.InvokeAsync<string>("join", "room");

        Assert.Matches("^[a-z0-9]{10}:[A-Za-z0-9_-]{22}$", id);
    }

    [Fact]
    public async Task Signalrs_own_client_talks_to_connections_of_other_nodes()
    {
        await using var a = await HubHost.StartAsync(redis, _prefix);
        await using var b = await HubHost.StartAsync(redis, _prefix);
        await using var ada = StockHubClient.Create(a.Hub);
        await using var bob = StockHubClient.Create(b.Hub);
        var said = new TaskCompletionSource<JsonElement>();
        var whispered = new TaskCompletionSource<JsonElement>();
        ada.On<JsonElement>("said", said.SetResult);
        ada.On<JsonElement>("whispered", whispered.SetResult);
        await ada.StartAsync();
        await bob.StartAsync();
        var adasId = await ada.InvokeAsync<string>("join", "room");

        await bob.InvokeAsync("say", "room", "hello");
        await bob.InvokeAsync("whisper", adasId, "psst");

        Assert.Equal("hello", (await said.Task.WaitAsync(TimeSpan.FromSeconds(10))).GetProperty("text").GetString());
        Assert.Equal("psst", (await whispered.Task.WaitAsync(TimeSpan.FromSeconds(10))).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_failed_call_carries_its_code()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);
        await using var client = await HubClient.ConnectAsync(host.Hub);

        var failure = await Assert.ThrowsAsync<HubInvocationException>(() => client.InvokeAsync("fail"));

        Assert.Equal("test.failed: as asked.", failure.Message);
        Assert.Equal("test.failed", failure.Code);
    }

    [Fact]
    public async Task A_connection_that_ends_from_either_side_is_forgotten()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);
        using var connections = host.Measure("clockit.realtime.connections");
        var leaves = await HubClient.ConnectAsync(host.Hub);
        var vanishes = await HubClient.ConnectAsync(host.Hub);
        await using var quits = await HubClient.ConnectAsync(host.Hub);
        foreach (var client in (HubClient[])[leaves, vanishes, quits])
        {
            await client.InvokeAsync("join", "room");
        }

        Assert.Equal(3, connections.Sum);
        await leaves.DisposeAsync();
        vanishes.Abort();
        await quits.SendAsync("quit");

        await quits.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => connections.Sum == 0);
        await vanishes.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_is_too_large_or_not_json_ends_the_connection_only()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);
        await using var large = await HubClient.ConnectAsync(host.Hub);
        await using var garbled = await HubClient.ConnectAsync(host.Hub);
        await using var fine = await HubClient.ConnectAsync(host.Hub);

        await large.SendAsync("say", "room", new string('x', 100_000));
        await garbled.SendRawAsync("{\"type\":1,");

        Assert.NotNull((await large.Closed.WaitAsync(TimeSpan.FromSeconds(10))).Error);
        Assert.NotNull((await garbled.Closed.WaitAsync(TimeSpan.FromSeconds(10))).Error);
        Assert.Equal("anonymous", await fine.InvokeAsync<string>("who"));
    }

    [Fact]
    public async Task On_shutdown_clients_are_told_to_reconnect()
    {
        var host = await HubHost.StartAsync(redis, _prefix);
        await using var client = await HubClient.ConnectAsync(host.Hub);

        await host.DisposeAsync();

        var close = await client.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(close.SaidGoodbye);
        Assert.True(close.AllowReconnect);
        Assert.Null(close.Error);
    }
}
