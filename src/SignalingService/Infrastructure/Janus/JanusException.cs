namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>Janus, or a plugin of it, refuses a request.</summary>
/// <param name="code">Of <c>src/apierror.h</c>, or of a plugin's own; see <see cref="JanusErrors"/>.</param>
/// <param name="reason">For the log: it may quote the request.</param>
internal sealed class JanusException(int code, string reason) : Exception($"Janus refuses with {code}: {reason}")
{
    public int Code { get; } = code;
}

/// <summary>The refusals that are told apart.</summary>
internal static class JanusErrors
{
    public const int SessionNotFound = 458;
    public const int HandleNotFound = 459;

    public const int RoomNotFound = 426;
    public const int RoomExists = 427;
    public const int FeedNotFound = 428;

    public const int MountpointNotFound = 455;
    public const int MountpointExists = 456;

    /// <summary>Whether the peer of the request is not there (any more).</summary>
    public static bool IsGone(this JanusException exception) => exception.Code is SessionNotFound or HandleNotFound;
}
