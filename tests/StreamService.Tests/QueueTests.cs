using Clockit.StreamService.Tests.Support;
using Clockit.Testing;
using RabbitMQ.Client;

namespace Clockit.StreamService.Tests;

/// <summary>Queues and bindings of our services that somebody deletes.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task A_deleted_queue_and_a_deleted_binding_are_back_before_their_services_connect_again()
    {
        var messaging = await (await TestServers.MessagingAsync()).CreateVirtualHostAsync();
        await using var service = await StreamServiceHost.StartAsync(messaging, database: null, ("Messaging:DeclareQueues", "true"));
        await using var connection = await new ConnectionFactory { Uri = new Uri(messaging) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        using var creator = service.Creator();
        await creator.CreateStreamAsync();
        // Neither the chat nor the signaling service has ever been here.
        await Eventually.TrueAsync(async () => await channel.MessageCountAsync("chat-service") == 1);

        await channel.QueueDeleteAsync("chat-service");
        await channel.ExchangeUnbindAsync("signaling-service", "clockit.events", "live.started");
        await Task.Delay(TimeSpan.FromSeconds(7));
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");

        await Eventually.TrueAsync(async () => await channel.MessageCountAsync("chat-service") == 2);
        await Eventually.TrueAsync(async () => await channel.MessageCountAsync("signaling-service") == 1);
    }
}
