using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>Lists of streams. Only public streams are listed, but for a host's own.</summary>
public interface IStreamQueries
{
    /// <summary>One page; live streams by viewers then newest, upcoming by date, ended by newest.</summary>
    Task<StreamPage> ListAsync(StreamFilter filter, CancellationToken cancellationToken);

    /// <summary>Every public live stream, at most 1,000, by viewers then newest.</summary>
    Task<IReadOnlyList<ListedStream>> ListActiveAsync(CancellationToken cancellationToken);

    /// <summary>One user's streams, at most 1,000, newest first; with <paramref name="all"/> those that are not public too.</summary>
    Task<IReadOnlyList<ListedStream>> ListOfHostAsync(Guid hostId, bool all, CancellationToken cancellationToken);
}

/// <summary>
/// What to list. With a <see cref="Cursor"/> the page begins behind it, otherwise it is the <see cref="Page"/>th, from 1.
/// <see cref="Status"/> is null for all; live includes interrupted.
/// </summary>
public sealed record StreamFilter(
    StreamStatus? Status, string? Category, string? Tag, string? Search, Guid? HostId, string? HostUsername, int Page, int Limit, ListCursor? Cursor = null);

/// <summary>One page, how many match, and where the next page begins; null after the last.</summary>
/// <param name="Total">At most <see cref="MostCounted"/>, which stands for so many or more.</param>
public sealed record StreamPage(IReadOnlyList<ListedStream> Items, int Total, ListCursor? Next)
{
    public const int MostCounted = 10_000;
}
