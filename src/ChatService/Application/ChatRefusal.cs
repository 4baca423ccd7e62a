namespace Clockit.ChatService.Application;

/// <summary>Chat says no. The edges turn it into a problem or a hub error with the same code.</summary>
/// <param name="code">Stable; see <see cref="ChatCodes"/>.</param>
/// <param name="detail">A sentence that tells the reader what to do.</param>
/// <param name="retryAfterSeconds">When the same call may succeed, if that is known.</param>
public sealed class ChatRefusal(string code, string detail, int? retryAfterSeconds = null) : Exception($"{code}: {detail}")
{
    public string Code => code;

    public string Detail => detail;

    public int? RetryAfterSeconds => retryAfterSeconds;

    /// <summary>The field of the request that is wrong, by its JSON name.</summary>
    public string? Field { get; init; }
}
