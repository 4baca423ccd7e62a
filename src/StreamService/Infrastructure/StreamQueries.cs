using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Npgsql;

namespace Clockit.StreamService.Infrastructure;

internal sealed class StreamQueries(NpgsqlDataSource database) : IStreamQueries
{
    private const int MostInOneList = 1000;

    // Literals where the indexes have them; what a caller says is a parameter, always.
    private const string IsPublic = "visibility = 0";
    private const string IsLive = "status IN (1, 2)";
    private const string ByViewers = "viewer_count DESC, started_at DESC, id DESC";

    public async Task<StreamPage> ListAsync(StreamFilter filter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        var where = Where(filter, command.Parameters);
        var (limit, offset) = (Parameter(command.Parameters, filter.Limit), Parameter(command.Parameters, (filter.Page - 1) * filter.Limit));
        // One round trip; the database counts once for all rows.
        command.CommandText =
            $"SELECT {StreamRow.Columns}, (SELECT count(*)::int FROM streams WHERE {where}) FROM streams WHERE {where} ORDER BY {OrderOf(filter.Status)} LIMIT {limit} OFFSET {offset}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<ListedStream>(filter.Limit);
        var total = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(StreamRow.Read(reader));
            total = reader.GetInt32(reader.FieldCount - 1);
        }

        return new StreamPage(items, items.Count > 0 || filter.Page == 1 ? total : await CountAsync(filter, cancellationToken));
    }

    public Task<IReadOnlyList<ListedStream>> ListActiveAsync(CancellationToken cancellationToken) =>
        ReadAsync($"{IsPublic} AND {IsLive} ORDER BY {ByViewers}", parameter: null, cancellationToken);

    public Task<IReadOnlyList<ListedStream>> ListOfHostAsync(Guid hostId, bool all, CancellationToken cancellationToken) =>
        ReadAsync($"host_id = $1{(all ? "" : $" AND {IsPublic}")} ORDER BY created_at DESC", hostId, cancellationToken);

    private async Task<IReadOnlyList<ListedStream>> ReadAsync(string whereAndOrder, Guid? parameter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {StreamRow.Columns} FROM streams WHERE {whereAndOrder} LIMIT {MostInOneList}");
        if (parameter is { } value)
        {
            Parameter(command.Parameters, value);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var streams = new List<ListedStream>();
        while (await reader.ReadAsync(cancellationToken))
        {
            streams.Add(StreamRow.Read(reader));
        }

        return streams;
    }

    private async Task<int> CountAsync(StreamFilter filter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        command.CommandText = $"SELECT count(*)::int FROM streams WHERE {Where(filter, command.Parameters)}";
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string Where(StreamFilter filter, NpgsqlParameterCollection parameters)
    {
        var conditions = new List<string>(6) { IsPublic };
        if (filter.Status is { } status)
        {
            conditions.Add(status switch
            {
                StreamStatus.Live => IsLive,
                StreamStatus.Upcoming => "status = 0",
                _ => "status = 3",
            });
        }

        if (filter.Category is { } category)
        {
            conditions.Add($"category ILIKE {Parameter(parameters, LikePattern.Escape(category))}");
        }

        if (filter.Tag is { } tag)
        {
            conditions.Add($"EXISTS (SELECT FROM unnest(tags) tag WHERE tag ILIKE {Parameter(parameters, LikePattern.Escape(tag))})");
        }

        if (filter.Search is { } search)
        {
            var pattern = Parameter(parameters, $"%{LikePattern.Escape(search)}%");
            conditions.Add(
                $"(title ILIKE {pattern} OR description ILIKE {pattern} OR host_username ILIKE {pattern} OR EXISTS (SELECT FROM unnest(tags) tag WHERE tag ILIKE {pattern}))");
        }

        if (filter.HostId is { } hostId)
        {
            conditions.Add($"host_id = {Parameter(parameters, hostId)}");
        }

        if (filter.HostUsername is { } username)
        {
            conditions.Add($"host_username = {Parameter(parameters, username)}");
        }

        return string.Join(" AND ", conditions);
    }

    private static string OrderOf(StreamStatus? status) => status switch
    {
        StreamStatus.Live => ByViewers,
        StreamStatus.Upcoming => "scheduled_for NULLS LAST, id DESC",
        StreamStatus.Ended => "ended_at DESC, id DESC",
        _ => "created_at DESC, id DESC",
    };

    /// <summary>Adds a parameter and gives its placeholder.</summary>
    private static string Parameter<T>(NpgsqlParameterCollection parameters, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${parameters.Count}";
    }
}
