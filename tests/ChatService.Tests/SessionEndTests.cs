using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests;

/// <summary>Connections end within a second when who opened them is no longer who they were.</summary>
public sealed class SessionEndTests(SharedWorld shared) : IClassFixture<SharedWorld>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private readonly World _world = shared.World;

    [Theory]
    [InlineData("session_ended")]
    [InlineData("account_ended")]
    [InlineData("rights_changed")]
    public async Task What_ends_at_the_gateway_ends_open_connections_of_the_same_account_alone(string kind)
    {
        var (account, session) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var token = _world.Issuer.CreateToken(account, "mallory", sessionId: session);
        await using var hub = await HubClient.ConnectAsync(new Uri(_world.Server.Address, "/hubs/chat"), token);
        await using var bystander = await HubClient.ConnectAsync(new Uri(_world.Server.Address, "/hubs/chat"), _world.Token(Guid.CreateVersion7(), "bystander"));
        _world.Issuer.Announce(kind, account, kind == "session_ended" ? session : null);
        await hub.Closed.WaitAsync(Soon);
        Assert.False(bystander.Closed.IsCompleted);
        if (kind != "rights_changed")
        {
            // The token has not run out, and is worth nothing.
            using var http = new HttpClient { BaseAddress = _world.Server.Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.PostAsJsonAsync($"/api/live/{_world.Stream().StreamId}/chat", new { message = "still here" });
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Another_session_of_the_account_stays()
    {
        var account = Guid.CreateVersion7();
        await using var stays = await HubClient.ConnectAsync(new Uri(_world.Server.Address, "/hubs/chat"), _world.Issuer.CreateToken(account, "mallory"));
        var ended = Guid.CreateVersion7();
        await using var hub = await HubClient.ConnectAsync(new Uri(_world.Server.Address, "/hubs/chat"), _world.Issuer.CreateToken(account, "mallory", sessionId: ended));
        _world.Issuer.Announce("session_ended", account, ended);
        await hub.Closed.WaitAsync(Soon);
        Assert.False(stays.Closed.IsCompleted);
    }
}
