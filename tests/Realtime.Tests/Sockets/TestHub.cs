using Microsoft.AspNetCore.SignalR;

namespace Clockit.Realtime.Tests.Sockets;

/// <summary>A hub as a service would write it: nothing in it knows of rooms, ticks or nodes.</summary>
public sealed class TestHub : Hub
{
    [HubMethodName("join")]
    public async Task<string> JoinAsync(string group)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, group);
        return Context.ConnectionId;
    }

    [HubMethodName("say")]
    public Task SayAsync(string group, string text) => Clients.Group(group).SendAsync("said", new { text });

    [HubMethodName("whisper")]
    public Task WhisperAsync(string connectionId, string text) => Clients.Client(connectionId).SendAsync("whispered", new { text, from = Context.ConnectionId });

    [HubMethodName("who")]
    public string Who() => Context.User?.Identity?.Name ?? "anonymous";

    [HubMethodName("fail")]
    public Task FailAsync() => throw new HubException("test.failed: as asked.");

    [HubMethodName("quit")]
    public void Quit() => Context.Abort();

    /// <summary>Has the end of this connection take a while.</summary>
    [HubMethodName("linger")]
    public void Linger() => Context.Items["lingers"] = true;

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items.ContainsKey("lingers"))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        await base.OnDisconnectedAsync(exception);
    }
}
