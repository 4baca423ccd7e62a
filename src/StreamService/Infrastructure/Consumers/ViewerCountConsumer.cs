using Clockit.Contracts;
using Clockit.Messaging.Database;
using Clockit.StreamService.Domain;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Clockit.StreamService.Infrastructure.Consumers;

/// <summary>
/// Takes over the viewer counts of SignalingService and keeps them for the analytics. A repeated event changes nothing;
/// of the counts the newest sequence wins.
/// </summary>
internal sealed class ViewerCountConsumer(StreamDbContext db) : IConsumer<ViewerCountChanged>
{
    private const string Name = "viewer-count";

    public Task Consume(ConsumeContext<ViewerCountChanged> context) => db.HandleOnceAsync(
        Name,
        context.Message,
        async () =>
        {
            var viewers = context.Message;
            var stream = await db.Streams
                .FromSql($"SELECT * FROM streams WHERE id = {viewers.StreamId} FOR UPDATE")
                .SingleOrDefaultAsync(context.CancellationToken);
            if (stream is null)
            {
                return;
            }

            stream.ApplyViewers(viewers);
            if (stream.Status != StreamStatus.Ended)
            {
                db.Add(new ViewerSample(stream.Id, viewers.EventId, viewers.OccurredAt, viewers.ViewerCount));
            }
        },
        context.CancellationToken);
}
