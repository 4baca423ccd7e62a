using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;
using Clockit.Contracts;
using Clockit.StreamService.Client;
using MassTransit;

namespace Clockit.ChatService.Infrastructure.Consumers;

/// <summary>
/// Makes, opens and closes rooms with their streams. A room's phase only rises, so an event may come twice, late and in any
/// order: each leaves the same room behind.
/// </summary>
internal sealed class StreamEventsConsumer(IMessageStore store, IStreamDirectory streams)
    : IConsumer<LiveScheduled>, IConsumer<LiveStarted>, IConsumer<LiveEnded>, IConsumer<LiveVisibilityChanged>, IConsumer<LiveDeleted>
{
    public Task Consume(ConsumeContext<LiveScheduled> context) =>
        AdvanceAsync(context.Message, context.Message.Host.Id, RoomPhase.Upcoming, chatEnabled: true, startedAt: null, context.CancellationToken);

    public Task Consume(ConsumeContext<LiveStarted> context)
    {
        var started = context.Message;
        return AdvanceAsync(started, started.Host.Id, RoomPhase.Live, started.ChatEnabled, started.StartedAt, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<LiveEnded> context)
    {
        var ended = context.Message;
        return AdvanceAsync(ended, ended.Host.Id, RoomPhase.Ended, chatEnabled: false, ended.StartedAt, context.CancellationToken);
    }

    public async Task Consume(ConsumeContext<LiveVisibilityChanged> context)
    {
        var (changed, cancellationToken) = (context.Message, context.CancellationToken);
        streams.Invalidate(changed.StreamId);
        // Not as the event says: a later one may have come before.
        if (await streams.FindAsync(changed.StreamId, cancellationToken) is { } stream)
        {
            var isPrivate = stream.Visibility is StreamVisibilities.Private;
            await store.AdvanceAsync(
                new ChatRoom(stream.StreamId, stream.Host.Id, RoomPhase.Upcoming, stream.ChatEnabled, stream.StartedAt, isPrivate, KnownOffset: 0), cancellationToken);
        }
    }

    public Task Consume(ConsumeContext<LiveDeleted> context) =>
        AdvanceAsync(context.Message, hostId: Guid.Empty, RoomPhase.Deleted, chatEnabled: false, startedAt: null, context.CancellationToken);

    private Task AdvanceAsync(
        IStreamEvent @event, Guid hostId, RoomPhase phase, bool chatEnabled, DateTimeOffset? startedAt, CancellationToken cancellationToken)
    {
        streams.Invalidate(@event.StreamId);
        return store.AdvanceAsync(new ChatRoom(@event.StreamId, hostId, phase, chatEnabled, startedAt, IsPrivate: null, KnownOffset: 0), cancellationToken);
    }
}
