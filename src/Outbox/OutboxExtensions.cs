using Clockit.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.Outbox;

/// <summary>Runs the outbox of a service.</summary>
public static class OutboxExtensions
{
    /// <summary>
    /// Dispatches the table <c>outbox</c> of the registered <see cref="Npgsql.NpgsqlDataSource"/> to RabbitMQ. It is
    /// woken by the database's notifications and once a second in any case.
    /// </summary>
    public static WebApplicationBuilder AddOutbox(this WebApplicationBuilder builder)
    {
        builder.AddEventPublisher();
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddHostedService<OutboxListener>();
        builder.Services.AddHostedService<OutboxDispatcher>();
        builder.Services.AddHostedService<OutboxCleaner>();
        return builder;
    }
}
