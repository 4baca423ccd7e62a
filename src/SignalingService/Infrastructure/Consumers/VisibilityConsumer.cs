using Clockit.Contracts;
using Clockit.SignalingService.Application.Rooms;
using MassTransit;

namespace Clockit.SignalingService.Infrastructure.Consumers;

/// <summary>Tells each node's <see cref="HiddenStreams"/> of changes.</summary>
internal sealed class VisibilityConsumer(HiddenStreams hidden) : IConsumer<LiveVisibilityChanged>
{
    public Task Consume(ConsumeContext<LiveVisibilityChanged> context) => hidden.LookAgainAsync(context.Message.StreamId, context.CancellationToken);
}
