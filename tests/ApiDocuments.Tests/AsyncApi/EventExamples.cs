using Clockit.Contracts;

namespace Clockit.ApiDocuments.Tests.AsyncApi;

/// <summary>Instances of every event, with what may be null both set and null.</summary>
internal static class EventExamples
{
    private static readonly Guid Stream = new("01988f2e-7f5d-7c3a-9b1e-5d2f7a4c8e10");
    private static readonly StreamHost Host = new(new Guid("01988f2e-11aa-7c3a-9b1e-5d2f7a4c8e10"), "ada", "Ada", AvatarUrl: null);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 18, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<IStreamEvent> All =
    [
        new LiveScheduled { EventId = Id(1), StreamId = Stream, Sequence = 1, OccurredAt = Start.AddDays(-2), Title = "Building a clock", Host = Host, Visibility = "public", ScheduledFor = Start },
        new LiveScheduled
        {
            EventId = Id(1), StreamId = Stream, Sequence = 1, OccurredAt = Start, Title = "Building a clock",
            Host = Host with { AvatarUrl = "https://example.org/ada.jpg" }, Visibility = "unlisted",
        },
        new LiveStarted
        {
            EventId = Id(2), StreamId = Stream, Sequence = 2, OccurredAt = Start, Title = "Building a clock",
            Host = Host, Visibility = "public", StartedAt = Start, ChatEnabled = true, RecordEnabled = true,
        },
        new LiveInterrupted { EventId = Id(3), StreamId = Stream, Sequence = 3, OccurredAt = Start.AddMinutes(10), Visibility = "public", EndsAt = Start.AddMinutes(10).AddSeconds(30) },
        new LiveResumed { EventId = Id(4), StreamId = Stream, Sequence = 4, OccurredAt = Start.AddMinutes(10).AddSeconds(8), Visibility = "public" },
        new LiveEnded
        {
            EventId = Id(5), StreamId = Stream, Sequence = 5, OccurredAt = Start.AddHours(1), Title = "Building a clock", Host = Host,
            Visibility = "public", StartedAt = Start, EndedAt = Start.AddHours(1), Duration = 3600, Reason = EndReasons.EndedByHost,
        },
        new RecordingReady { EventId = Id(6), StreamId = Stream, Sequence = 6, OccurredAt = Start.AddMinutes(61), RecordingUrl = $"https://live.example.org/api/live/{Stream}/recording" },
        new LiveVisibilityChanged { EventId = Id(11), StreamId = Stream, Sequence = 7, OccurredAt = Start.AddHours(2), Visibility = "unlisted" },
        new LiveDeleted { EventId = Id(7), StreamId = Stream, Sequence = 8, OccurredAt = Start.AddDays(1), Visibility = "unlisted" },
        new ViewerCountChanged { EventId = Id(8), StreamId = Stream, Sequence = 14, OccurredAt = Start.AddMinutes(5), ViewerCount = 12, PeakViewers = 20, TotalViews = 34 },
        new ChatUserModerated
        {
            EventId = Id(9), StreamId = Stream, Sequence = 1, OccurredAt = Start.AddMinutes(6), UserId = new Guid("01988f2e-33cc-7c3a-9b1e-5d2f7a4c8e10"),
            ModeratorId = Host.Id, Action = "timeout", Seconds = 600, Reason = "Spoilers",
        },
        new ChatUserModerated
        {
            EventId = Id(10), StreamId = Stream, Sequence = 2, OccurredAt = Start.AddMinutes(7), UserId = new Guid("01988f2e-33cc-7c3a-9b1e-5d2f7a4c8e10"),
            ModeratorId = Host.Id, Action = "unban",
        },
    ];

    public static IEnumerable<IStreamEvent> Of(Type type) => All.Where(example => example.GetType() == type);

    private static Guid Id(int number) => new($"01988f30-0000-7000-8000-{number:D12}");
}
