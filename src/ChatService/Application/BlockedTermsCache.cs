using Clockit.ChatService.Domain;
using Microsoft.Extensions.Caching.Memory;

namespace Clockit.ChatService.Application;

/// <summary>
/// The filters of the rooms that block terms. It may be behind: the store tells, in the same step in which it would
/// accept a message, when the message was checked against other terms than the room's.
/// </summary>
public sealed class BlockedTermsCache(IMessageStore store) : IDisposable
{
    private readonly MemoryCache _filters = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public BlockedTermsOfRoom Find(Guid streamId) => _filters.Get<BlockedTermsOfRoom>(streamId) ?? BlockedTermsOfRoom.Untouched;

    public async Task<BlockedTermsOfRoom> RefreshAsync(ChatRoom room, CancellationToken cancellationToken)
    {
        var state = await store.GetStateAsync(room, new StateRequest(), cancellationToken);
        var terms = new BlockedTermsOfRoom(state.TermsRevision, new BlockedTermsFilter(state.Settings.BlockedTerms));
        _filters.Set(room.StreamId, terms, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromHours(1) });
        return terms;
    }

    public void Dispose() => _filters.Dispose();
}

/// <summary>A room's blocked terms at one revision.</summary>
public sealed record BlockedTermsOfRoom(long Revision, BlockedTermsFilter Filter)
{
    /// <summary>A room whose terms were never set.</summary>
    public static readonly BlockedTermsOfRoom Untouched = new(0, BlockedTermsFilter.None);
}
