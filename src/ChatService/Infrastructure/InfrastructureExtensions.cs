using Clockit.ChatService.Application;
using Clockit.ChatService.Application.Feeds;
using Clockit.ServiceDefaults.Messaging;
using Clockit.ServiceDefaults.Redis;
using Clockit.ServiceDefaults.Services;
using Clockit.ServiceDefaults.Streams;

namespace Clockit.ChatService.Infrastructure;

/// <summary>Where rooms are kept, and the way to the other services.</summary>
internal static class InfrastructureExtensions
{
    public static void AddInfrastructure(this WebApplicationBuilder builder)
    {
        builder.AddRedis();
        builder.AddStreamDirectory();
        builder.AddEventPublisher();
        builder.Services.AddSingleton<RoomKeys>();
        builder.Services.AddSingleton<RoomScripts>();
        builder.Services.AddSingleton<GroupCommit>();
        builder.Services.AddSingleton<IMessageStore, RedisMessageStore>();
        builder.Services.AddSingleton<IModerationStore, RedisModerationStore>();
        var gateway = ServiceClient.Create(builder.Configuration, "gateway");
        builder.Services.AddSingleton<IAccounts>(services => new HttpAccounts(gateway, services.GetRequiredService<ILogger<HttpAccounts>>()));
        builder.Services.AddSingleton<IRoomSignals, RedisRoomSignals>();
        builder.Services.AddHostedService<ModerationOutbox>();
    }
}
