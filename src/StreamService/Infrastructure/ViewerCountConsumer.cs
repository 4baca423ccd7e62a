using Clockit.Contracts;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Clockit.StreamService.Infrastructure;

/// <summary>
/// Takes over the viewer counts of SignalingService. An older or repeated count changes nothing: the newest sequence wins.
/// </summary>
internal sealed class ViewerCountConsumer(StreamDbContext db) : IConsumer<ViewerCountChanged>
{
    public async Task Consume(ConsumeContext<ViewerCountChanged> context)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        var stream = await db.Streams
            .FromSql($"SELECT * FROM streams WHERE id = {context.Message.StreamId} FOR UPDATE")
            .SingleOrDefaultAsync(context.CancellationToken);
        stream?.ApplyViewers(context.Message);
        await db.SaveChangesAsync(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
    }
}
