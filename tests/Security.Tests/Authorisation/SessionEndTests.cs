using System.Net;
using System.Net.Http.Json;
using Clockit.Security.Tests.Support;
using Clockit.Testing;

namespace Clockit.Security.Tests.Authorisation;

/// <summary>What ends a session ends its open hub connections, through the gateway, within a second or two.</summary>
public sealed class SessionEndTests(SharedInstallation shared)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("logout")]
    [InlineData("password")]
    [InlineData("deletion")]
    [InlineData("disabled")]
    [InlineData("roles")]
    public async Task Open_hubs_end(string reason)
    {
        var person = await shared.Installation.RegisterAsync("leaver");
        await using var live = await person.ConnectAsync("live");
        await using var chat = await person.ConnectAsync("chat");
        await using var bystander = await shared.Cast.Bystander.ConnectAsync("chat");
        switch (reason)
        {
            case "logout":
                await person.Http.CallAsync(HttpMethod.Post, "/api/auth/logout");
                break;
            case "password":
                // Of another session: this one is among those that end.
                using (var other = shared.Installation.Anonymous())
                {
                    other.DefaultRequestHeaders.Authorization = new("Bearer", await other.TokenAsync(person.Username));
                    await other.CallAsync(HttpMethod.Post, "/api/auth/password", new { currentPassword = Installation.Password, newPassword = Installation.Password + " again" });
                }

                break;
            case "deletion":
                using (var request = new HttpRequestMessage(HttpMethod.Delete, "/api/auth/me") { Content = JsonContent.Create(new { password = Installation.Password }) })
                {
                    Assert.Equal(HttpStatusCode.NoContent, (await person.Http.SendAsync(request)).StatusCode);
                }

                break;
            case "disabled":
                await shared.Cast.Admin.Http.CallAsync(HttpMethod.Put, $"/api/users/{person.Id}/disabled", new { disabled = true });
                break;
            default:
                await shared.Cast.Admin.Http.CallAsync(HttpMethod.Put, $"/api/users/{person.Id}/roles", new { roles = new[] { "moderator" } });
                break;
        }

        await Task.WhenAll(live.Closed.WaitAsync(Soon), chat.Closed.WaitAsync(Soon));
        Assert.False(bystander.Closed.IsCompleted);
        if (reason != "roles")
        {
            using var me = await person.Http.GetAsync("/api/auth/me");
            Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        }
    }

    [Fact]
    public async Task A_room_s_moderator_bans_no_admin()
    {
        var host = shared.Cast.Host;
        var stream = await host.CreateStreamAsync(start: true);
        await host.Http.CallAsync(HttpMethod.Put, $"/api/live/{stream}/chat/moderators/{shared.Cast.ChatModerator.Id}");
        using var answer = await shared.Cast.ChatModerator.Http.PostAsJsonAsync($"/api/live/{stream}/chat/bans", new { userId = shared.Cast.Admin.Id });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await host.Http.CallAsync(HttpMethod.Post, $"/api/live/{stream}/end");
    }

    [Fact]
    public async Task Messages_of_a_deleted_account_name_nobody()
    {
        var stream = await shared.Cast.Host.CreateStreamAsync(start: true);
        var person = await shared.Installation.RegisterAsync("leaver");
        await person.Http.CallAsync(HttpMethod.Post, $"/api/live/{stream}/chat", new { message = "I was here" });
        using (var request = new HttpRequestMessage(HttpMethod.Delete, "/api/auth/me") { Content = JsonContent.Create(new { password = Installation.Password }) })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await person.Http.SendAsync(request)).StatusCode);
        }

        await Eventually.TrueAsync(
            async () =>
            {
                var history = (await shared.Cast.Viewer.Http.CallAsync(HttpMethod.Get, $"/api/live/{stream}/chat")).ToJsonString();
                return history.Contains("I was here", StringComparison.Ordinal) && !history.Contains(person.Username, StringComparison.Ordinal) && !history.Contains(person.Id.ToString(), StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(15));
        await shared.Cast.Host.Http.CallAsync(HttpMethod.Post, $"/api/live/{stream}/end");
    }
}
