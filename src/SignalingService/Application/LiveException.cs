namespace Clockit.SignalingService.Application;

/// <summary>A call that is refused, with the code and the sentence that its caller gets.</summary>
public sealed class LiveException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
