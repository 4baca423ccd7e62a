using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Application;

/// <summary>Accounts that are no more: what they wrote stays, and names nobody.</summary>
public interface IDeletedAccounts
{
    /// <summary>From now on, on every node within seconds, what the account wrote shows a deleted account. Safe to repeat.</summary>
    Task AddAsync(Guid accountId, CancellationToken cancellationToken);

    /// <summary>The messages as they are shown.</summary>
    IReadOnlyList<ChatMessage> Hide(IReadOnlyList<ChatMessage> messages);
}
