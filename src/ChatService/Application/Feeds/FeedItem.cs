using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>What a feed is told, in its inbox.</summary>
internal abstract record FeedItem
{
    public sealed record Accepted(ChatMessage Message, string Epoch, bool IsPrivate) : FeedItem;

    public sealed record Look : FeedItem
    {
        public static readonly Look Instance = new();
    }

    public sealed record SignalsLost : FeedItem
    {
        public static readonly SignalsLost Instance = new();
    }

    public sealed record Signal(RoomSignal Value) : FeedItem;

    public sealed record Join(Member Member) : FeedItem
    {
        public TaskCompletionSource<FeedSnapshot> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed record Leave(string ConnectionId) : FeedItem;
}
