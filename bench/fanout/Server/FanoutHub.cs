using Microsoft.AspNetCore.SignalR;

namespace Clockit.Bench.Fanout;

internal sealed class FanoutHub : Hub
{
    [HubMethodName("join")]
    public Task JoinAsync(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    [HubMethodName("send")]
    public Task SendAsync(string room, string text) => Clients.Group(room).SendAsync("said", text);
}
