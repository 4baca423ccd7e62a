using Clockit.Messaging.Bus;
using Clockit.ServiceDefaults.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.Messaging.Database;

/// <summary>Runs the outbox of a service.</summary>
public static class OutboxExtensions
{
    /// <summary>
    /// Dispatches the table <c>outbox</c> of the registered <see cref="Npgsql.NpgsqlDataSource"/> to RabbitMQ. It is
    /// woken by the database's notifications and once a second in any case. Rows of the outbox are deleted three days
    /// after they were published, rows of the inbox nine days after the event was handled.
    /// </summary>
    public static WebApplicationBuilder AddOutbox(this WebApplicationBuilder builder)
    {
        builder.AddEventPublisher();
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddSingleton(services => new Notification(ModelExtensions.Channel, services.GetRequiredService<OutboxSignal>().Set));
        builder.Services.AddWorker<NotificationListener>((listener, stop) => listener.RunAsync(stop));
        builder.Services.AddWorker<OutboxDispatcher>((dispatcher, stop) => dispatcher.RunAsync(stop));
        builder.Services.AddWorker<Cleaner>((cleaner, stop) => cleaner.RunAsync(stop));
        builder.Services.AddSingleton(new CleanUp(
            "outbox",
            """
            DELETE FROM outbox WHERE event_id IN (
              SELECT event_id FROM outbox WHERE published_at < now() - interval '3 days' LIMIT 1000)
            """));
        builder.Services.AddSingleton(new CleanUp(
            "inbox",
            """
            DELETE FROM inbox WHERE (consumer, event_id) IN (
              SELECT consumer, event_id FROM inbox WHERE handled_at < now() - interval '9 days' LIMIT 1000)
            """));
        return builder;
    }
}
