using Clockit.ServiceDefaults.Authentication;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>Who may see a stream.</summary>
public static class StreamAccess
{
    /// <summary>A private stream is seen by its host and the site's moderators only; every other stream by anyone.</summary>
    public static bool CanSee(LiveStream stream, Caller? caller) =>
        stream.Visibility != Visibility.Private || (caller is not null && (caller.Id == stream.HostId || caller.IsModerator));
}
