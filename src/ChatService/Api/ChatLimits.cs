namespace Clockit.ChatService.Api;

/// <summary>Bounds of what a request may ask for.</summary>
internal static class ChatLimits
{
    /// <summary>Offsets are whole numbers that every JSON reader holds exactly.</summary>
    public const long MaxOffset = 9_007_199_254_740_991;

    /// <summary>Messages or audit entries in one page.</summary>
    public const int MaxPage = 200;

    /// <summary>
    /// Bytes of one call or body. The longest valid message is far below; a call a little above is told what is wrong
    /// with it, and one far above is cut off.
    /// </summary>
    public const int MaxCallBytes = 64 * 1024;

    /// <summary>
    /// Records of any kind that a connection may send a second before it is cut off: so many more than it may make calls
    /// that whoever only makes too many calls is told so first.
    /// </summary>
    public static int ReceivedPerSecond(int callsPerSecond) => Math.Max(200, 4 * callsPerSecond);
}
