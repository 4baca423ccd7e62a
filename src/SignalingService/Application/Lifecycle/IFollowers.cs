using Clockit.ServiceDefaults.Errors;

namespace Clockit.SignalingService.Application.Lifecycle;

/// <summary>Who follows a host, as the accounts say.</summary>
public interface IFollowers
{
    /// <summary>A page of at most 1,000 followers; <paramref name="after"/> is the page before's <see cref="FollowerPage.Next"/>, null for the first.</summary>
    /// <exception cref="ServiceUnavailableException">The accounts do not answer now.</exception>
    Task<FollowerPage> ReadAsync(Guid hostId, long? after, CancellationToken cancellationToken);
}

/// <param name="Ids">The accounts.</param>
/// <param name="Next">The next page's cursor; null after the last page.</param>
public sealed record FollowerPage(IReadOnlyList<Guid> Ids, long? Next);
