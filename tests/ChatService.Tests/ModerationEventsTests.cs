using System.Text;
using System.Text.Json;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Clockit.ChatService.Tests;

/// <summary>Moderation as other services hear of it.</summary>
public sealed class ModerationEventsTests
{
    [Fact]
    public async Task An_entry_that_cannot_be_read_holds_up_none_that_follows()
    {
        await using var world = await World.StartAsync();
        await using var inside = await RedisOf.ConnectAsync(world);
        await inside.Database.ExecuteAsync("XADD", $"{world.KeyPrefix}:outbox", "*", "id", "nonsense");
        var host = world.Person("host");

        using var banned = await host.PostAsync(Paths.Bans(world.Live(host)), new { userId = Guid.CreateVersion7() });

        await Eventually.TrueAsync(async () => await inside.Database.StreamLengthAsync($"{world.KeyPrefix}:outbox") == 0);
        Assert.Equal(1, await inside.Database.StreamLengthAsync($"{world.KeyPrefix}:outbox:unreadable"));
    }

    [Fact]
    public async Task Every_ban_reaches_the_bus_once_and_in_order()
    {
        await using var world = await World.StartAsync();
        await world.StartServerAsync();
        var factory = new ConnectionFactory { Uri = new Uri(world.Messaging) };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, "clockit.events", "chat.user_moderated");
        var arriving = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            arriving.Writer.TryWrite(JsonDocument.Parse(Encoding.UTF8.GetString(delivery.Body.Span)).RootElement);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        var host = world.Person("host");
        var mallory = world.Person("mallory");
        var stream = world.Live(host);

        using var timedOut = await host.PostAsync(Paths.Bans(stream), new { userId = mallory.Id, seconds = 30, reason = "spam" });
        using var banned = await host.PostAsync(Paths.Bans(stream), new { userId = mallory.Id });
        using var lifted = await host.DeleteAsync(Paths.Ban(stream, mallory));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var events = new List<JsonElement>();
        while (events.Count < 3)
        {
            events.Add(await arriving.Reader.ReadAsync(patience.Token));
        }

        Assert.Equal(["timeout", "ban", "unban"], events.Select(@event => @event.Text("action")).ToArray());
        Assert.Equal([1, 2, 3], events.Select(@event => @event.GetProperty("sequence").GetInt64()).ToArray());
        Assert.All(events, @event =>
        {
            Assert.Equal(stream.ToString(), @event.Text("streamId"));
            Assert.Equal(mallory.Id.ToString(), @event.Text("userId"));
            Assert.Equal(host.Id.ToString(), @event.Text("moderatorId"));
        });
        Assert.Equal(3, events.Select(@event => @event.GetProperty("eventId").GetGuid()).Distinct().Count());
        Assert.Equal(30, events[0].GetProperty("seconds").GetInt32());
        Assert.Equal("spam", events[0].Text("reason"));
    }
}
