using Clockit.ChatService.Application;
using Clockit.ChatService.Application.Feeds;
using Clockit.Realtime;
using Clockit.Realtime.Hubs;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Clockit.ChatService.Api;

/// <summary>The edges of the service: HTTP and the hub.</summary>
internal static class ApiExtensions
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddRealtime(realtime =>
            {
                realtime.IsLocal = static _ => true;
                // A reader who is too slow for these is disconnected, and finds what it missed by offset when it returns.
                // Reactions are sums of their own each, so none takes another's place; what a slow reader misses of them is gone.
                var tick = 0L;
                realtime.Recoverable(ChatEvents.CommentAdded).Latest(ChatEvents.ReactionReceived, _ => $"{Interlocked.Increment(ref tick)}");
            })
            .AddCodedErrors()
            .AddHubOptions<ChatHub>(hub =>
            {
                hub.MaximumReceiveMessageSize = ChatLimits.MaxCallBytes;
                hub.AddFilter<SignedInConnections>();
                hub.AddFilter<ChatHubFilter>();
            });
        builder.Services.AddOptions<RealtimeOptions>().Configure<IOptions<ChatOptions>>((realtime, chat) =>
        {
            realtime.KeyPrefix = $"{chat.Value.KeyPrefix}:rt:";
            realtime.MaxReceivedPerSecond = chat.Value.LimitsEnabled ? ChatLimits.ReceivedPerSecond(chat.Value.CallsPerSecond) : null;
        });
        // It logs every refused call as an error; the filter logs those that are.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Critical);
        builder.Services.AddSingleton<ChatHubFilter>();
        builder.Services.AddSingleton<IRoomAudience, HubAudience>();
    }

    public static void MapApi(this WebApplication app)
    {
        var room = app.MapGroup("/api/live/{streamId:guid}")
            .AddEndpointFilter(ChatRefusals.AnswerAsync)
            .WithTags("Chat")
            .Problems(404, ProblemCodes.StreamNotFound);
        room.MapMessages();
        room.MapModeration();
        app.MapInternal();
        app.MapRealtimeHub<ChatHub>("/hubs/chat");
    }
}
