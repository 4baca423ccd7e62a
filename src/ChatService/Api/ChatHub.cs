using System.Security.Claims;
using System.Text.Json;
using Clockit.ChatService.Application;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.ChatService.Api;

/// <summary>
/// <c>/hubs/chat</c>. Anyone may connect and read what they may see; writing needs a signed-in account. A failed call
/// throws a <see cref="HubException"/> that begins with its code; see <see cref="ChatHubFilter"/>.
/// </summary>
public sealed class ChatHub(RoomMembership membership, ChatMessages messages, RoomReactions reactions) : Hub
{
    private const string RoomsKey = "rooms";

    /// <summary>
    /// <c>{streamId, since?: {epoch, offset}}</c> → <c>{streamId, messages, epoch, offset, recovered, deleted, settings}</c>.
    /// </summary>
    [HubMethodName("join_chat")]
    public async Task<JoinedPayload> JoinAsync(JsonElement request)
    {
        var arguments = new HubArguments(request);
        var streamId = arguments.RequiredId("streamId");
        var joined = await membership.JoinAsync(User, streamId, Rooms, arguments.Position("since"), Context.ConnectionAborted);
        return JoinedPayload.From(streamId, joined);
    }

    /// <summary><c>{streamId}</c>. Leaving a room twice, or one that was never joined, changes nothing.</summary>
    [HubMethodName("leave_chat")]
    public void Leave(JsonElement request) => membership.Leave(Rooms, new HubArguments(request).RequiredId("streamId"));

    /// <summary><c>{streamId, comment, clientId?, replyTo?}</c> → <c>{id, offset}</c> once the message is stored.</summary>
    [HubMethodName("live_comment")]
    public async Task<AcceptedPayload> CommentAsync(JsonElement request)
    {
        var arguments = new HubArguments(request);
        var draft = new MessageDraft(arguments.Text("comment"), arguments.Text("clientId"), arguments.Id("replyTo"));
        var message = await messages.SendAsync(User, arguments.RequiredId("streamId"), draft, Context.ConnectionAborted);
        return new AcceptedPayload(message.Id, message.Offset);
    }

    /// <summary><c>{streamId, reaction}</c>, one of the configured emoji.</summary>
    [HubMethodName("live_reaction")]
    public Task ReactAsync(JsonElement request)
    {
        var arguments = new HubArguments(request);
        return reactions.ReactAsync(User, arguments.RequiredId("streamId"), arguments.Text("reaction"), Context.ConnectionAborted);
    }

    public override Task OnConnectedAsync()
    {
        Context.Items[RoomsKey] = new ConnectionRooms(Context.ConnectionId);
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        membership.LeaveAll(Rooms);
        return base.OnDisconnectedAsync(exception);
    }

    private ClaimsPrincipal User => Context.User ?? new ClaimsPrincipal();

    private ConnectionRooms Rooms => (ConnectionRooms)Context.Items[RoomsKey]!;
}
