using System.Reflection;
using Clockit.Contracts;
using Clockit.ServiceDefaults.Errors;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Clockit.ServiceDefaults.Messaging;

/// <summary>The bus: MassTransit consumers of the events on <see cref="EventCatalog.Exchange"/>.</summary>
public static class BusExtensions
{
    /// <summary>
    /// Consumes events from one durable queue, named after the service and shared by its replicas. The queue is bound to
    /// the routing keys of the events that the given consumers take. Events of one stream are handled one at a
    /// time, but under load not always in order of arrival: a consumer tolerates any order; different streams in parallel.
    /// A message whose consumer keeps failing goes to <c>{queue}_error</c>; while a store or service does not answer,
    /// messages wait for it instead.
    /// The process starts without the broker and consumes when it is there; until then readiness says degraded.
    /// </summary>
    public static WebApplicationBuilder AddEventConsumers(this WebApplicationBuilder builder, string queue, params Type[] consumers)
    {
        builder.Services.AddMassTransit(bus =>
        {
            // An installation reports to its operator only.
            bus.DisableUsageTelemetry();
            bus.AddConsumers(consumers);
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "messaging";
                health.Tags.Clear();
                health.Tags.Add(Health.HealthExtensions.ReadyTag);
                // A service without its broker still serves: what it publishes waits in its outbox.
                health.MinimalFailureStatus = HealthStatus.Degraded;
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(builder.Configuration.GetConnectionString("messaging")
                    ?? throw new InvalidOperationException("ConnectionStrings:messaging is not set.")));
                rabbit.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.ClearSerialization();
                    // Not AnyMessageType: each consumer gets only the type that the MT-MessageType header names.
                    endpoint.UseRawJsonSerializer(RawSerializerOptions.AddTransportHeaders, isDefault: true);
                    endpoint.PrefetchCount = 64;
                    endpoint.UseMessageRetry(retry =>
                    {
                        // Some 40 minutes; the broker takes a message back and delivers it anew after 30.
                        retry.Handle<Exception>(Unavailability.IsCauseOf);
                        retry.Exponential(500, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));
                    });
                    endpoint.UseMessageRetry(retry => retry.Exponential(5, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200)));
                    foreach (var eventType in consumers.SelectMany(EventTypesOf).Distinct())
                    {
                        endpoint.Bind(EventCatalog.Exchange, binding =>
                        {
                            binding.ExchangeType = ExchangeType.Topic;
                            binding.RoutingKey = EventCatalog.RoutingKeyOf(eventType);
                        });
                    }

                    var partitioner = endpoint.CreatePartitioner(16);
                    foreach (var consumer in consumers)
                    {
                        endpoint.ConfigureConsumer(context, consumer);
                    }

                    foreach (var eventType in consumers.SelectMany(EventTypesOf).Distinct())
                    {
                        PartitionByStream.MakeGenericMethod(eventType).Invoke(obj: null, [endpoint, partitioner]);
                    }
                });
            });
        });
        return builder;
    }

    /// <summary>Registers the <see cref="EventPublisher"/>.</summary>
    public static WebApplicationBuilder AddEventPublisher(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EventPublisher>();
        return builder;
    }

    private static readonly MethodInfo PartitionByStream =
        typeof(BusExtensions).GetMethod(nameof(Partition), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static void Partition<T>(IRabbitMqReceiveEndpointConfigurator endpoint, IPartitioner partitioner)
        where T : class, IStreamEvent => endpoint.UsePartitioner<T>(partitioner, context => context.Message.StreamId);

    private static IEnumerable<Type> EventTypesOf(Type consumer) =>
        from contract in consumer.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>)
        select contract.GetGenericArguments()[0];
}
