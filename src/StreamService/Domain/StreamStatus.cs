namespace Clockit.StreamService.Domain;

/// <summary><c>Upcoming → Live ⇄ Interrupted → Ended</c>; deleted from any state but live or interrupted.</summary>
public enum StreamStatus
{
    Upcoming = 0,
    Live = 1,

    /// <summary>The broadcaster dropped and the grace period runs.</summary>
    Interrupted = 2,
    Ended = 3,
}

/// <summary>Who finds and who may see a stream.</summary>
public enum Visibility
{
    /// <summary>Listed, seen by anyone.</summary>
    Public = 0,

    /// <summary>Not listed; seen by anyone who has its id.</summary>
    Unlisted = 1,

    /// <summary>Seen by its host and the site's moderators.</summary>
    Private = 2,
}
