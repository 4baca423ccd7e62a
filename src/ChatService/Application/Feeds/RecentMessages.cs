using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>The newest messages of a room, so that a crowd that joins asks the store for its deleted messages and settings only. Not safe for concurrent use.</summary>
internal sealed class RecentMessages(int capacity)
{
    private readonly Queue<ChatMessage> _messages = new(capacity);

    /// <summary>Every message after this offset that is not deleted is here.</summary>
    public long CompleteAfter { get; private set; }

    public void Reset(long completeAfter)
    {
        _messages.Clear();
        CompleteAfter = completeAfter;
    }

    public void Add(ChatMessage message)
    {
        if (_messages.Count == capacity)
        {
            CompleteAfter = _messages.Dequeue().Offset;
        }

        _messages.Enqueue(message);
    }

    public void Remove(Guid messageId)
    {
        for (var left = _messages.Count; left > 0; left--)
        {
            var message = _messages.Dequeue();
            if (message.Id != messageId)
            {
                _messages.Enqueue(message);
            }
        }
    }

    public ChatMessage[] ToArray() => [.. _messages];
}
