namespace Clockit.Messaging.Database;

/// <summary>An event that a consumer of this service has handled: a row of the table <c>inbox</c>.</summary>
public sealed class InboxMessage
{
    private InboxMessage()
    {
    }

    /// <summary>Which consumer; each handles an event once.</summary>
    public string Consumer { get; private init; } = "";

    public Guid EventId { get; private init; }

    public DateTimeOffset HandledAt { get; private init; }
}
