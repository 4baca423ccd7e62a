using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clockit.StreamService.Infrastructure;

internal sealed class StreamQueries(StreamDbContext db) : IStreamQueries
{
    private const int MostInOneList = 1000;

    public async Task<StreamPage> ListAsync(StreamFilter filter, CancellationToken cancellationToken)
    {
        var matching = Matching(filter);
        // One statement; the database counts once for all rows.
        var rows = await InOrder(matching, filter.Statuses)
            .Skip((filter.Page - 1) * filter.Limit)
            .Take(filter.Limit)
            .Select(stream => new { Stream = stream, Total = matching.Count() })
            .ToListAsync(cancellationToken);
        var total = rows.Count > 0 ? rows[0].Total : filter.Page == 1 ? 0 : await matching.CountAsync(cancellationToken);
        return new StreamPage(rows.ConvertAll(row => row.Stream), total);
    }

    public async Task<IReadOnlyList<LiveStream>> ListActiveAsync(CancellationToken cancellationToken) =>
        await db.Streams.AsNoTracking()
            .Where(stream => stream.Visibility == Visibility.Public && (stream.Status == StreamStatus.Live || stream.Status == StreamStatus.Interrupted))
            .OrderByDescending(stream => stream.ViewerCount).ThenByDescending(stream => stream.StartedAt)
            .Take(MostInOneList)
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<LiveStream>> ListOfHostAsync(Guid hostId, bool all, CancellationToken cancellationToken) =>
        await db.Streams.AsNoTracking()
            .Where(stream => stream.HostId == hostId && (all || stream.Visibility == Visibility.Public))
            .OrderByDescending(stream => stream.CreatedAt)
            .Take(MostInOneList)
            .ToListAsync(cancellationToken);

    private IQueryable<LiveStream> Matching(StreamFilter filter)
    {
        var streams = db.Streams.AsNoTracking().Where(stream => stream.Visibility == Visibility.Public);
        if (filter.Statuses.Count > 0)
        {
            streams = streams.Where(stream => filter.Statuses.Contains(stream.Status));
        }

        if (filter.Category is { } category)
        {
            streams = streams.Where(stream => EF.Functions.ILike(stream.Category!, LikePattern.Escape(category), LikePattern.EscapeCharacter));
        }

        if (filter.Tag is { } tag)
        {
            streams = streams.Where(stream => stream.Tags.Any(t => EF.Functions.ILike(t, LikePattern.Escape(tag), LikePattern.EscapeCharacter)));
        }

        if (filter.Search is { } search)
        {
            var pattern = $"%{LikePattern.Escape(search)}%";
            streams = streams.Where(stream =>
                EF.Functions.ILike(stream.Title, pattern, LikePattern.EscapeCharacter)
                || EF.Functions.ILike(stream.Description!, pattern, LikePattern.EscapeCharacter)
                || EF.Functions.ILike(stream.HostUsername, pattern, LikePattern.EscapeCharacter)
                || stream.Tags.Any(t => EF.Functions.ILike(t, pattern, LikePattern.EscapeCharacter)));
        }

        if (filter.HostId is { } hostId)
        {
            streams = streams.Where(stream => stream.HostId == hostId);
        }

        if (filter.HostUsername is { } username)
        {
            streams = streams.Where(stream => stream.HostUsername == username);
        }

        return streams;
    }

    private static IOrderedQueryable<LiveStream> InOrder(IQueryable<LiveStream> streams, IReadOnlyList<StreamStatus> statuses) => statuses switch
    {
        [StreamStatus.Upcoming] => streams.OrderBy(stream => stream.ScheduledFor == null).ThenBy(stream => stream.ScheduledFor).ThenByDescending(stream => stream.Id),
        [StreamStatus.Ended] => streams.OrderByDescending(stream => stream.EndedAt).ThenByDescending(stream => stream.Id),
        [] => streams.OrderByDescending(stream => stream.CreatedAt).ThenByDescending(stream => stream.Id),
        _ => streams.OrderByDescending(stream => stream.ViewerCount).ThenByDescending(stream => stream.StartedAt).ThenByDescending(stream => stream.Id),
    };
}
