using Clockit.ChatService.Application;
using Clockit.ChatService.Application.Feeds;
using Clockit.ChatService.Infrastructure.Consumers;
using Clockit.Messaging.Bus;
using Clockit.Redis;
using Clockit.ServiceDefaults.Services;
using Clockit.StreamService.Client;

namespace Clockit.ChatService.Infrastructure;

/// <summary>Where rooms are kept, the bus, and the way to the other services.</summary>
internal static class InfrastructureExtensions
{
    public static void AddInfrastructure(this WebApplicationBuilder builder)
    {
        builder.AddRedis();
        builder.AddStreamDirectory();
        builder.AddEventPublisher();
        builder.AddEventConsumers("chat-service", [typeof(StreamEventsConsumer)]);
        builder.Services.AddSingleton<RoomKeys>();
        builder.Services.AddSingleton<RoomScripts>();
        builder.Services.AddSingleton<GroupCommit>();
        builder.Services.AddSingleton<IMessageStore, RedisMessageStore>();
        builder.Services.AddSingleton<IModerationStore, RedisModerationStore>();
        builder.AddServiceClient("gateway");
        builder.Services.AddSingleton<IAccounts>(services => new HttpAccounts(services.ServiceClientOf("gateway")));
        builder.Services.AddSingleton<IRoomSignals, RedisRoomSignals>();
        builder.Services.AddSingleton<RedisDeletedAccounts>();
        builder.Services.AddSingleton<IDeletedAccounts>(services => services.GetRequiredService<RedisDeletedAccounts>());
        builder.Services.AddWorkers();
    }
}
