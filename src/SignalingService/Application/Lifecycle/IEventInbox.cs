using Clockit.Contracts;

namespace Clockit.SignalingService.Application.Lifecycle;

/// <summary>Remembers which events of a stream were handled, for at least 8 days.</summary>
public interface IEventInbox
{
    Task<Seen> LookUpAsync(IStreamEvent @event);

    /// <summary>Marks an event as handled. Call it after its effect, so that a crash between repeats it instead of losing it.</summary>
    Task MarkAsync(IStreamEvent @event);
}

/// <summary>What is known of an event's stream.</summary>
public enum Seen
{
    /// <summary>Neither this event nor a later one.</summary>
    Nothing,

    /// <summary>A later event, so that what this one says no longer holds.</summary>
    Later,

    /// <summary>This event.</summary>
    Same,
}
