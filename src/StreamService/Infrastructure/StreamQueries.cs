using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Npgsql;

namespace Clockit.StreamService.Infrastructure;

internal sealed class StreamQueries(NpgsqlDataSource database, SearchGate gate) : IStreamQueries
{
    private const int MostInOneList = 1000;

    /// <summary>Seconds after which the database gives a list up: nobody waits so long for one.</summary>
    private const int Timeout = 3;

    /// <summary>Shorter texts have no trigram, by which the index finds them.</summary>
    private const int ShortestIndexed = 3;

    /// <summary>Of how many streams, in the list's order, a text that the index does not know is looked for.</summary>
    private const int MostUnindexed = 5000;

    // Literals where the indexes have them; what a caller says is a parameter, always.
    private const string IsPublic = "visibility = 0";
    private const string IsLive = "status IN (1, 2)";
    private const string ByViewers = "viewer_count DESC, started_at DESC, id DESC";

    public async Task<StreamPage> ListAsync(StreamFilter filter, CancellationToken cancellationToken)
    {
        using var place = filter.Search is null ? null : await gate.EnterAsync(cancellationToken);
        await using var command = database.CreateCommand();
        command.CommandTimeout = Timeout;
        var parameters = command.Parameters;
        var from = From(filter, parameters);
        var after = filter.Cursor is { } cursor ? $" AND {After(cursor, parameters)}" : "";
        // One more than the page tells whether there is another.
        var limit = Parameter(parameters, filter.Limit + 1);
        var offset = filter.Cursor is null ? Parameter(parameters, (filter.Page - 1) * filter.Limit) : "0";
        // One round trip. What is beyond the bound is not counted: counting all of a million takes longer than anybody waits.
        command.CommandText =
            $"""
            WITH counted AS (SELECT count(*)::int AS total FROM (SELECT FROM {from} LIMIT {StreamPage.MostCounted}) found)
            SELECT {StreamRow.Columns}, total FROM counted LEFT JOIN LATERAL
              (SELECT {StreamRow.Columns} FROM {from}{after} ORDER BY {OrderOf(filter.Status)} LIMIT {limit} OFFSET {offset}) page ON true
            ORDER BY {OrderOf(filter.Status)}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<ListedStream>(filter.Limit + 1);
        var total = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            total = reader.GetInt32(reader.FieldCount - 1);
            if (!reader.IsDBNull(0))
            {
                items.Add(StreamRow.Read(reader));
            }
        }

        if (items.Count <= filter.Limit)
        {
            return new StreamPage(items, total, Next: null);
        }

        items.RemoveAt(filter.Limit);
        return new StreamPage(items, total, ListCursor.After(items[^1], filter.Status));
    }

    public Task<IReadOnlyList<ListedStream>> ListActiveAsync(CancellationToken cancellationToken) =>
        ReadAsync($"{IsPublic} AND {IsLive} ORDER BY {ByViewers}", parameter: null, cancellationToken);

    public Task<IReadOnlyList<ListedStream>> ListOfHostAsync(Guid hostId, bool all, CancellationToken cancellationToken) =>
        ReadAsync($"host_id = $1{(all ? "" : $" AND {IsPublic}")} ORDER BY created_at DESC", hostId, cancellationToken);

    private async Task<IReadOnlyList<ListedStream>> ReadAsync(string whereAndOrder, Guid? parameter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {StreamRow.Columns} FROM streams WHERE {whereAndOrder} LIMIT {MostInOneList}");
        command.CommandTimeout = Timeout;
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

    /// <summary>The streams that match, as what follows <c>FROM</c>; more conditions may be added.</summary>
    private static string From(StreamFilter filter, NpgsqlParameterCollection parameters)
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
            conditions.Add($"{Folded("category")} = {Folded(Parameter(parameters, category))}");
        }

        if (filter.Tag is { } tag)
        {
            conditions.Add($"id IN (SELECT stream_id FROM stream_texts WHERE tags @> ARRAY[{Folded(Parameter(parameters, tag))}])");
        }

        if (filter.HostId is { } hostId)
        {
            conditions.Add($"host_id = {Parameter(parameters, hostId)}");
        }

        if (filter.HostUsername is { } username)
        {
            conditions.Add($"host_username = {Parameter(parameters, username)}");
        }

        var where = string.Join(" AND ", conditions);
        if (filter.Search is not { } search)
        {
            return $"streams WHERE {where}";
        }

        var pattern = Folded(Parameter(parameters, $"%{LikePattern.Escape(search)}%"));
        return search.Length >= ShortestIndexed
            ? $"streams WHERE {where} AND id IN (SELECT stream_id FROM stream_texts WHERE text LIKE {pattern})"
            : $"(SELECT * FROM streams WHERE {where} ORDER BY {OrderOf(filter.Status)} LIMIT {MostUnindexed}) streams WHERE id IN (SELECT stream_id FROM stream_texts t WHERE t.stream_id = streams.id AND text LIKE {pattern})";
    }

    /// <summary>The condition for what comes after a cursor, in the order of <see cref="OrderOf"/>.</summary>
    private static string After(ListCursor cursor, NpgsqlParameterCollection parameters)
    {
        var id = Parameter(parameters, cursor.Id);
        string At() => Parameter(parameters, cursor.At!.Value);
        return cursor.Status switch
        {
            StreamStatus.Live => $"(viewer_count, started_at, id) < ({Parameter(parameters, cursor.Viewers)}, {At()}, {id})",
            StreamStatus.Upcoming when cursor.At is null => $"scheduled_for IS NULL AND id > {id}",
            StreamStatus.Upcoming => $"(coalesce(scheduled_for, 'infinity'), id) > ({At()}, {id})",
            StreamStatus.Ended => $"(ended_at, id) < ({At()}, {id})",
            _ => $"(created_at, id) < ({At()}, {id})",
        };
    }

    private static string OrderOf(StreamStatus? status) => status switch
    {
        StreamStatus.Live => ByViewers,
        StreamStatus.Upcoming => "coalesce(scheduled_for, 'infinity'), id",
        StreamStatus.Ended => "ended_at DESC, id DESC",
        _ => "created_at DESC, id DESC",
    };

    /// <summary>Without regard to case, as the indexes have it.</summary>
    private static string Folded(string text) => $"lower({text} COLLATE \"und-x-icu\")";

    /// <summary>Adds a parameter and gives its placeholder.</summary>
    private static string Parameter<T>(NpgsqlParameterCollection parameters, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${parameters.Count}";
    }
}
