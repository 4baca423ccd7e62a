using Clockit.Contracts;
using Clockit.SignalingService.Application.Lifecycle;
using MassTransit;

namespace Clockit.SignalingService.Infrastructure.Consumers;

/// <summary>Hands the events of StreamService to <see cref="StreamLifecycle"/>.</summary>
internal sealed class LiveEventConsumer(StreamLifecycle lifecycle)
    : IConsumer<LiveStarted>, IConsumer<LiveInterrupted>, IConsumer<LiveResumed>, IConsumer<LiveEnded>, IConsumer<LiveDeleted>
{
    public Task Consume(ConsumeContext<LiveStarted> context) => lifecycle.StartedAsync(context.Message);

    public Task Consume(ConsumeContext<LiveInterrupted> context) => lifecycle.InterruptedAsync(context.Message);

    public Task Consume(ConsumeContext<LiveResumed> context) => lifecycle.ResumedAsync(context.Message);

    public Task Consume(ConsumeContext<LiveEnded> context) => lifecycle.EndedAsync(context.Message);

    public Task Consume(ConsumeContext<LiveDeleted> context) => lifecycle.DeletedAsync(context.Message);
}
