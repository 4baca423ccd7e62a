using Clockit.Contracts;
using Clockit.Messaging.Database;
using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clockit.StreamService.Infrastructure;

internal sealed class StreamStore(StreamDbContext db, StreamListVersion lists) : IStreamStore
{
    public Task<LiveStream?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Streams.AsNoTracking().FirstOrDefaultAsync(stream => stream.Id == id, cancellationToken);

    public Task<LiveStream?> FindByKeyHashAsync(byte[] hash, CancellationToken cancellationToken) =>
        db.Streams.AsNoTracking().FirstOrDefaultAsync(stream => stream.StreamKeyHash == hash, cancellationToken);

    public async Task<StreamOutcome> AddAsync(LiveStream stream, IReadOnlyList<IStreamEvent> events, IdempotencyKey? idempotencyKey, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (idempotencyKey is not null)
        {
            // The same request at the same time waits here and then finds what the first one did.
            await db.Database.ExecuteSqlAsync(
                $"SELECT pg_advisory_xact_lock(hashtextextended({idempotencyKey.Key}, hashtext({idempotencyKey.HostId.ToString()})))", cancellationToken);
            if (await FindEarlierAsync(idempotencyKey, cancellationToken) is { } earlier)
            {
                return earlier;
            }

            db.Add(new IdempotentRequest
            {
                HostId = idempotencyKey.HostId,
                Key = idempotencyKey.Key,
                RequestHash = idempotencyKey.RequestHash,
                StreamId = stream.Id,
                CreatedAt = stream.CreatedAt,
            });
        }

        db.Add(stream);
        db.AddRange(events.Select(OutboxMessage.For));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        lists.Advance();
        return stream;
    }

    public async Task<StreamOutcome> ChangeAsync(Guid id, Func<LiveStream?, StreamChange> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var stream = await db.Streams
            .FromSql($"SELECT * FROM streams WHERE id = {id} FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);
        var result = change(stream);
        if (result.Refusal is { } refusal)
        {
            return refusal;
        }

        if (result.Delete)
        {
            db.Remove(stream!);
        }

        db.AddRange(result.Events.Select(OutboxMessage.For));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        lists.Advance();
        return stream!;
    }

    public async Task<IReadOnlyList<Guid>> ListUnendedAsync(Guid hostId, CancellationToken cancellationToken) =>
        await db.Streams.Where(stream => stream.HostId == hostId && stream.Status != StreamStatus.Ended).Select(stream => stream.Id).ToListAsync(cancellationToken);

    public Task UpdateHostAsync(StreamHost host, DateTimeOffset now, CancellationToken cancellationToken) => db.Streams
        .Where(stream => stream.HostId == host.Id
            && (stream.HostUsername != host.Username || stream.HostDisplayName != host.DisplayName || stream.HostAvatarUrl != host.AvatarUrl))
        .ExecuteUpdateAsync(
            set => set
                .SetProperty(stream => stream.HostUsername, host.Username)
                .SetProperty(stream => stream.HostDisplayName, host.DisplayName)
                .SetProperty(stream => stream.HostAvatarUrl, host.AvatarUrl)
                .SetProperty(stream => stream.UpdatedAt, now)
                .SetProperty(stream => stream.Version, stream => stream.Version + 1),
            cancellationToken);

    private async Task<StreamOutcome?> FindEarlierAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        var request = await db.IdempotentRequests.AsNoTracking()
            .SingleOrDefaultAsync(r => r.HostId == key.HostId && r.Key == key.Key, cancellationToken);
        if (request is null)
        {
            return null;
        }

        if (!request.RequestHash.AsSpan().SequenceEqual(key.RequestHash))
        {
            return StreamRefusal.KeyReused;
        }

        return await FindAsync(request.StreamId, cancellationToken) is { } stream ? stream : StreamRefusal.NotFound;
    }
}
