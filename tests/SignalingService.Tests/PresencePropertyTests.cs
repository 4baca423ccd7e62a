using Clockit.SignalingService.Tests.Support;
using Clockit.StreamService.Client;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

/// <summary>Random comings and goings against a model: the count is the model's after every step.</summary>
public sealed class PresencePropertyTests
{
    private const int Steps = 150;

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(20261121)]
    public async Task The_count_is_always_that_of_the_distinct_viewers_who_are_here(int? seed)
    {
        var chosen = seed ?? Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {chosen}");
        var random = new Random(chosen);
        await using var world = await World.CreateAsync(settings: ("Signaling:MeshCapacity", "100"));
        SignalingNode[] nodes = [await world.StartNodeAsync(), await world.StartNodeAsync()];
        StreamSummary[] streams = [world.Streams.Add(), world.Streams.Add()];
        var people = new List<Person>();
        foreach (var account in new Guid?[] { Guid.CreateVersion7(), Guid.CreateVersion7(), null, null })
        {
            var device = account is null ? $"device-{people.Count}" : null;
            // Two tabs each, one on each node, and an HTTP client.
            people.Add(new Person(account, device, [new Tab(nodes[0]), new Tab(nodes[1])], world.CreateHttpClient(nodes[random.Next(2)], account)));
        }

        using var host = world.CreateHttpClient(nodes[0], streams[0].Host.Id);
        using var otherHost = world.CreateHttpClient(nodes[1], streams[1].Host.Id);
        var peaks = new Dictionary<Guid, int>();
        for (var step = 0; step < Steps; step++)
        {
            var person = people[random.Next(people.Count)];
            var tab = person.Tabs[random.Next(2)];
            var which = random.Next(2);
            var stream = streams[which];
            var action = random.Next(10);
            switch (action)
            {
                case < 3:
                    tab.Client ??= await world.ConnectAsync(tab.Node, person.Account);
                    await tab.Client.JoinAsync(stream, person.Device);
                    tab.Rooms.Add(stream.StreamId);
                    break;
                case < 6:
                    tab.Client ??= await world.ConnectAsync(tab.Node, person.Account);
                    await tab.Client.LeaveAsync(stream);
                    tab.Rooms.Remove(stream.StreamId);
                    break;
                case 6:
                    tab.Client?.Abort();
                    tab.Client = null;
                    tab.Rooms.Clear();
                    break;
                case 7 or 8:
                    await person.Http.BeginViewAsync(stream, person.Device);
                    person.Heartbeats.Add(stream.StreamId);
                    break;
                default:
                    await person.Http.EndViewAsync(stream, person.Device);
                    person.Heartbeats.Remove(stream.StreamId);
                    break;
            }

            foreach (var (asked, asks) in new[] { (streams[0], host), (streams[1], otherHost) })
            {
                var expected = people.Count(one => one.IsIn(asked.StreamId));
                peaks[asked.StreamId] = Math.Max(peaks.GetValueOrDefault(asked.StreamId), expected);
                if (action == 6)
                {
                    await Eventually.TrueAsync(async () => await asks.BeginViewAsync(asked) == expected);
                }
                else
                {
                    var actual = await asks.BeginViewAsync(asked);
                    Assert.True(actual == expected, $"Seed {chosen}, step {step}, action {action}: {actual} instead of {expected}.");
                }
            }
        }

        foreach (var stream in streams)
        {
            var observer = await world.ConnectAsync(nodes[0], stream.Host.Id);
            Assert.Equal(peaks[stream.StreamId], (await observer.JoinAsync(stream)).GetProperty("peakViewers").GetInt32());
        }
    }

    private sealed record Person(Guid? Account, string? Device, Tab[] Tabs, HttpClient Http)
    {
        public HashSet<Guid> Heartbeats { get; } = [];

        public bool IsIn(Guid streamId) => Heartbeats.Contains(streamId) || Tabs.Any(tab => tab.Rooms.Contains(streamId));
    }

    private sealed class Tab(SignalingNode node)
    {
        public SignalingNode Node => node;

        public HubClient? Client { get; set; }

        public HashSet<Guid> Rooms { get; } = [];
    }
}
