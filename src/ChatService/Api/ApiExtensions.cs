using Clockit.ChatService.Application.Feeds;
using Clockit.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.ChatService.Api;

/// <summary>The edges of the service: HTTP, the hub, and the events that it takes.</summary>
internal static class ApiExtensions
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = ChatLimits.MaxCallBytes;
            hub.AddFilter<ChatHubFilter>();
        });
        builder.Services.AddSingleton<ChatHubFilter>();
        builder.Services.AddSingleton<IRoomAudience, HubAudience>();
        builder.AddEventConsumers("chat-service", typeof(StreamEventsConsumer));
    }

    public static void MapApi(this WebApplication app)
    {
        var room = app.MapGroup("/api/live/{streamId:guid}").AddEndpointFilter(ChatRefusals.AnswerAsync).WithTags("Chat");
        room.MapMessages();
        room.MapModeration();
        app.MapInternal();
        app.MapHub<ChatHub>("/hubs/chat");
    }
}
