namespace Clockit.ChatService.Application;

/// <summary>This process among the replicas. New at every start.</summary>
public sealed class ChatNode
{
    public string Id { get; } = Guid.NewGuid().ToString("N")[..12];
}
