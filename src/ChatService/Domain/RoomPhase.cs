namespace Clockit.ChatService.Domain;

/// <summary>
/// How far a room's stream has come. A room only ever moves up, so events may arrive late, twice and in any order: an
/// ended room never opens again.
/// </summary>
public enum RoomPhase
{
    /// <summary>Not live yet: closed unless the host opened the room.</summary>
    Upcoming = 0,

    /// <summary>Live, or interrupted within the grace period.</summary>
    Live = 1,

    /// <summary>Over: the room can be read only.</summary>
    Ended = 2,

    /// <summary>The stream was deleted, and its messages with it.</summary>
    Deleted = 3,
}
