using Clockit.Contracts;
using Clockit.StreamService.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Clockit.StreamService.Tests;

/// <summary>Whatever is done to a stream, in any order: it is where the model says, and its events tell the same story.</summary>
public sealed class StateMachinePropertyTests
{
    private static readonly DateTimeOffset Birth = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(30);

    public enum Step
    {
        Start,
        Interrupt,
        Resume,
        End,
        Delete,
        Edit,
        ChangeVisibility,
        RotateKey,
        CountViewers,
    }

    /// <summary>The transitions of the model: where a step leads, and the event's name or the error's code.</summary>
    private static readonly Dictionary<(StreamStatus From, Step Step), (StreamStatus To, string? Event, string? Error)> Model = new()
    {
        [(StreamStatus.Upcoming, Step.Start)] = (StreamStatus.Live, nameof(LiveStarted), null),
        [(StreamStatus.Live, Step.Start)] = (StreamStatus.Live, null, "stream.already_live"),
        [(StreamStatus.Interrupted, Step.Start)] = (StreamStatus.Interrupted, null, "stream.already_live"),
        [(StreamStatus.Ended, Step.Start)] = (StreamStatus.Ended, null, "stream.already_ended"),
        [(StreamStatus.Live, Step.Interrupt)] = (StreamStatus.Interrupted, nameof(LiveInterrupted), null),
        [(StreamStatus.Interrupted, Step.Resume)] = (StreamStatus.Live, nameof(LiveResumed), null),
        [(StreamStatus.Upcoming, Step.End)] = (StreamStatus.Upcoming, null, "stream.not_live"),
        [(StreamStatus.Live, Step.End)] = (StreamStatus.Ended, nameof(LiveEnded), null),
        [(StreamStatus.Interrupted, Step.End)] = (StreamStatus.Ended, nameof(LiveEnded), null),
        [(StreamStatus.Ended, Step.End)] = (StreamStatus.Ended, null, "stream.already_ended"),
        [(StreamStatus.Live, Step.Delete)] = (StreamStatus.Live, null, "stream.live"),
        [(StreamStatus.Interrupted, Step.Delete)] = (StreamStatus.Interrupted, null, "stream.live"),
        [(StreamStatus.Upcoming, Step.Delete)] = (StreamStatus.Upcoming, nameof(LiveDeleted), null),
        [(StreamStatus.Ended, Step.Delete)] = (StreamStatus.Ended, nameof(LiveDeleted), null),
    };

    [Fact]
    public void A_stream_follows_its_model()
    {
        var steps = Gen.Elements(Enum.GetValues<Step>()).ListOf().Select(list => (IReadOnlyList<Step>)[.. list]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(steps.ToArbitrary(), Follow));
    }

    private static void Follow(IReadOnlyList<Step> steps)
    {
        var now = Birth;
        var host = new StreamHost(Guid.CreateVersion7(), "host", "Host", AvatarUrl: null);
        var details = new StreamDetails("A stream", null, null, [], Visibility.Public, null, null, ChatEnabled: true, RecordEnabled: false);
        var (stream, scheduled) = LiveStream.Create(host, details, new ProtectedStreamKey([0], [0]), now);
        List<IStreamEvent> events = [scheduled];
        var (status, version, peak, counted) = (StreamStatus.Upcoming, stream.Version, 0, 0L);
        foreach (var step in steps)
        {
            now += TimeSpan.FromSeconds(7);
            var before = (stream.StartedAt, stream.EndedAt);
            var (@event, error) = Take(stream, step, now, ++counted);
            var otherwise = (status, step is Step.ChangeVisibility ? nameof(LiveVisibilityChanged) : null, (string?)null);
            var (to, expectedEvent, expectedError) = Model.GetValueOrDefault((status, step), otherwise);
            var change = (step, from: status);
            status = to;
            Assert.Equal((change, status), (change, stream.Status));
            Assert.Equal((change, expectedEvent), (change, @event?.GetType().Name));
            Assert.Equal((change, expectedError), (change, error?.Code));
            if (@event is not null)
            {
                events.Add(@event);
            }

            // A version for each change that was made by somebody, none for a refusal or a count.
            var isChange = step is Step.Edit or Step.RotateKey || (@event is not null && step is not Step.Delete);
            version += isChange ? 1 : 0;
            Assert.Equal((change, version), (change, stream.Version));

            peak = step is Step.CountViewers ? Math.Max(peak, (int)counted) : peak;
            Assert.Equal(peak, stream.PeakViewers);
            Assert.True(stream.ViewerCount is 0 || stream.IsLive, $"{stream.ViewerCount} viewers while {stream.Status}");
            Assert.Equal(stream.Status is StreamStatus.Interrupted, stream.GraceEndsAt is not null);
            Assert.Equal(stream.Status is not StreamStatus.Upcoming, stream.StartedAt is not null);
            Assert.Equal(stream.Status is StreamStatus.Ended, stream.EndedAt is not null);
            Assert.True(before.StartedAt is null || before.StartedAt == stream.StartedAt, "it started once");
            Assert.True(before.EndedAt is null || before.EndedAt == stream.EndedAt, "it ended once");
        }

        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Sequence));
        Assert.Equal(events.Count, events.Select(e => e.EventId).Distinct().Count());
        Assert.True(events.Count(e => e is LiveStarted) <= 1);
        Assert.True(events.Count(e => e is LiveEnded) <= 1);
    }

    private static StreamDetails Edited(Visibility visibility) =>
        new("Edited", null, null, ["a"], visibility, null, null, ChatEnabled: false, RecordEnabled: true);

    private static (IStreamEvent? Event, StreamError? Error) Take(LiveStream stream, Step step, DateTimeOffset now, long count)
    {
        switch (step)
        {
            case Step.Start:
                return stream.Start(host: null, playbackUrl: null, now);
            case Step.Interrupt:
                return (stream.Interrupt(GracePeriod, now), null);
            case Step.Resume:
                return (stream.Resume(now), null);
            case Step.End:
                return stream.End(EndReasons.EndedByHost, recordingUrl: null, now);
            case Step.Delete:
                return stream.Delete(now);
            case Step.Edit:
                return (stream.Edit(Edited(stream.Visibility), now), null);
            case Step.ChangeVisibility:
                return (stream.Edit(Edited(stream.Visibility is Visibility.Public ? Visibility.Private : Visibility.Public), now), null);
            case Step.RotateKey:
                stream.RotateKey(new ProtectedStreamKey([1], [1]), now);
                return (null, null);
            default:
                stream.ApplyViewers(new ViewerCountChanged
                {
                    EventId = Guid.CreateVersion7(now),
                    StreamId = stream.Id,
                    Sequence = count,
                    OccurredAt = now,
                    ViewerCount = (int)count,
                    PeakViewers = (int)count,
                    TotalViews = (int)count,
                });
                return (null, null);
        }
    }
}
