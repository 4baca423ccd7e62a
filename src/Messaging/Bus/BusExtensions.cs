using System.Reflection;
using Clockit.Contracts;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Health;
using Clockit.ServiceDefaults.Workers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Clockit.Messaging.Bus;

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
    /// <param name="builder">The service.</param>
    /// <param name="queue">The service's queue.</param>
    /// <param name="consumers">Each event comes to one of the replicas.</param>
    /// <param name="nodeConsumers">
    /// Each event comes to every replica that runs, over a queue of its own that ends with it: what is published while it is
    /// not connected does not reach it.
    /// </param>
    public static WebApplicationBuilder AddEventConsumers(this WebApplicationBuilder builder, string queue, Type[] consumers, Type[]? nodeConsumers = null)
    {
        ServiceQueues.Check(queue, [.. consumers.SelectMany(EventTypesOf)]);
        builder.Services.AddMassTransit(bus =>
        {
            // An installation reports to its operator only.
            bus.DisableUsageTelemetry();
            bus.AddConsumers([.. consumers, .. nodeConsumers ?? []]);
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "messaging";
                health.Tags.Clear();
                health.Tags.Add(HealthExtensions.ReadyTag);
                // A service without its broker still serves: what it publishes waits in its outbox.
                health.MinimalFailureStatus = HealthStatus.Degraded;
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(builder.Configuration.GetConnectionString("messaging")
                    ?? throw new InvalidOperationException("ConnectionStrings:messaging is not set.")));
                rabbit.ReceiveEndpoint(queue, endpoint => Consume(endpoint, context, consumers));
                if (nodeConsumers is not null)
                {
                    rabbit.ReceiveEndpoint($"{queue}-{Guid.CreateVersion7():N}", endpoint =>
                    {
                        endpoint.Durable = false;
                        endpoint.AutoDelete = true;
                        Consume(endpoint, context, nodeConsumers);
                    });
                }
            });
        });
        return builder;
    }

    private static void Consume(IRabbitMqReceiveEndpointConfigurator endpoint, IRegistrationContext context, Type[] consumers)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.ClearSerialization();
        // Not AnyMessageType: each consumer gets only the type that the MT-MessageType header names.
        endpoint.UseRawJsonSerializer(RawSerializerOptions.AddTransportHeaders, isDefault: true);
        endpoint.PrefetchCount = 64;
        var unavailability = context.GetRequiredService<Unavailability>();
        endpoint.UseMessageRetry(retry =>
        {
            // Some 40 minutes; the broker takes a message back and delivers it anew after 30.
            retry.Handle<Exception>(unavailability.IsCauseOf);
            retry.Exponential(500, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));
        });
        endpoint.UseMessageRetry(retry => retry.Exponential(5, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200)));
        var eventTypes = consumers.SelectMany(EventTypesOf).Distinct().ToArray();
        foreach (var eventType in eventTypes)
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

        foreach (var eventType in eventTypes)
        {
            PartitionByStream.MakeGenericMethod(eventType).Invoke(obj: null, [endpoint, partitioner]);
        }
    }

    /// <summary>
    /// Registers the <see cref="EventPublisher"/>, which declares our services' queues unless <c>Messaging:DeclareQueues</c>
    /// is false, as where the broker's operator declares them and services may not.
    /// </summary>
    public static WebApplicationBuilder AddEventPublisher(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new EventPublisher(
            builder.Configuration, builder.Configuration.GetValue("Messaging:DeclareQueues", defaultValue: true)));
        builder.Services.AddWorker<QueueCare>((care, stop) => care.RunAsync(stop));
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
