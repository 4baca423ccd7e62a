using Clockit.StreamService.Tests.Support;
using Clockit.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Clockit.StreamService.Tests;

/// <summary>Queues and bindings of our services that somebody deletes.</summary>
public sealed class QueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_deleted_queue_and_a_deleted_binding_are_back_before_their_services_connect_again()
    {
        var messaging = await (await TestServers.MessagingAsync()).CreateVirtualHostAsync();
        await using var service = await StreamServiceHost.StartAsync(messaging, database: null, ("Messaging:DeclareQueues", "true"));
        await using var connection = await new ConnectionFactory { Uri = new Uri(messaging) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        // The broker closes a channel on which somebody asks for a queue that is not there.
        async Task<uint?> CountAsync(string queue)
        {
            try
            {
                await using var asking = await connection.CreateChannelAsync();
                return await asking.MessageCountAsync(queue);
            }
            catch (OperationInterruptedException)
            {
                return null;
            }
        }

        using var creator = service.Creator();
        await creator.CreateStreamAsync();
        // Neither the chat nor the signaling service has ever been here.
        await Eventually.TrueAsync(async () => await CountAsync("chat-service") == 1, Patience);

        await channel.ExchangeUnbindAsync("signaling-service", "clockit.events", "live.started");
        await channel.QueueDeleteAsync("chat-service");
        await Eventually.TrueAsync(async () => await CountAsync("chat-service") == 0, Patience);
        // The same round goes on to the bindings of the queues that follow.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");

        await Eventually.TrueAsync(async () => await CountAsync("chat-service") >= 1, Patience);
        await Eventually.TrueAsync(async () => await CountAsync("signaling-service") == 1, Patience);
    }
}
