using System.Globalization;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests.Faults;

/// <summary>
/// Two nodes and a Redis that stores as an installation's own does, with people who write and read all the while, suffer
/// every fault once, in an order that the seed decides. Then every acknowledged message must be in the history, once, and
/// everybody must have read all of it, once and in order.
/// </summary>
public sealed class FaultHarnessTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    /// <summary><c>CLOCKIT_FAULT_SEED</c> replays a run.</summary>
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("CLOCKIT_FAULT_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next();

    [Fact]
    public async Task Everybody_reads_everything_that_was_acknowledged_once_and_in_order_whatever_is_killed()
    {
        output.WriteLine($"CLOCKIT_FAULT_SEED={_seed}");
        await using var redis = await TestServers.StartRedisAsync(durable: true);
        await using var world = await World.CreateAsync(redis, ("Limits:Enabled", "false"), ("Chat:RecoverableMessages", "10000"));
        await using var a = new NodeProcess("node-a", world);
        await using var b = new NodeProcess("node-b", world);
        NodeProcess[] nodes = [a, b];
        await Task.WhenAll(nodes.Select(node => node.StartAsync()));
        var stream = world.Live();
        var ledger = new Ledger();
        var crowd = new Crowd(stream, world, nodes, ledger, _seed);
        try
        {
            await crowd.WritesAsync(50);
            await SufferAsync(nodes, redis, crowd);
            await VerifyAsync(nodes, stream, ledger, crowd);
        }
        catch
        {
            output.WriteLine($"node-a:\n{a.Log}\n\nnode-b:\n{b.Log}");
            throw;
        }
        finally
        {
            await crowd.DisposeAsync();
        }
    }

    private async Task SufferAsync(NodeProcess[] nodes, TestRedis redis, Crowd crowd)
    {
        var random = new Random(_seed);
        (string Name, Func<NodeProcess, Task> InflictAsync)[] faults =
        [
            ("drop every connection", _ => DropAsync(crowd)),
            ("drop every connection again", _ => DropAsync(crowd)),
            ("kill -9 a node", KillAsync),
            ("restart the nodes one after the other", _ => RestartAsync(nodes, crowd)),
            ("restart Redis", _ => RestartAsync(redis, nodes)),
            ("kill -9 Redis", _ => KillAsync(redis, nodes)),
        ];
        random.Shuffle(faults);
        foreach (var (name, inflictAsync) in faults)
        {
            var node = nodes[random.Next(nodes.Length)];
            var start = TimeProvider.System.GetTimestamp();
            await inflictAsync(node);
            await crowd.WritesAsync(50);
            output.WriteLine($"{name} ({node.Name}): {TimeProvider.System.GetElapsedTime(start).TotalSeconds:F1} s");
        }
    }

    private static Task DropAsync(Crowd crowd)
    {
        crowd.Drop();
        return Task.CompletedTask;
    }

    private static async Task KillAsync(NodeProcess node)
    {
        await node.KillAsync();
        await node.StartAsync();
    }

    private static async Task RestartAsync(NodeProcess[] nodes, Crowd crowd)
    {
        foreach (var node in nodes)
        {
            await node.StopAsync();
            await crowd.WritesAsync(20);
            await node.StartAsync();
        }
    }

    private static async Task RestartAsync(TestRedis redis, NodeProcess[] nodes)
    {
        await redis.RestartAsync();
        await Task.WhenAll(nodes.Select(node => node.ReadyAsync()));
    }

    private static async Task KillAsync(TestRedis redis, NodeProcess[] nodes)
    {
        await redis.KillAsync();
        await redis.StartAsync();
        await Task.WhenAll(nodes.Select(node => node.ReadyAsync()));
    }

    private async Task VerifyAsync(NodeProcess[] nodes, Guid stream, Ledger ledger, Crowd crowd)
    {
        await crowd.StopWritingAsync();
        var history = await ReadAllAsync(nodes[0], stream);
        var head = history.Count;
        await Eventually.TrueAsync(() => crowd.Readers.All(reader => reader.Position >= head), Settling, "everybody has read everything");
        await crowd.StopReadingAsync();

        var stored = history.ToLookup(message => message.Text, message => message.Place, StringComparer.Ordinal);
        var lost = ledger.Acknowledged.Count(message => !stored[message.Key].Contains(message.Value));
        var duplicated = stored.Sum(messages => messages.Count() - 1);
        var attempted = ledger.Attempted;
        var unexpected = stored.Count(messages => !attempted.Contains(messages.Key));
        var disordered = history.Where((message, index) => message.Place.Offset != index + 1).Count();
        output.WriteLine($"sent {ledger.Sends}, attempted {attempted.Count}, acknowledged {ledger.Acknowledged.Count}, lost {lost}, duplicated {duplicated}, unexpected {unexpected}, out of order {disordered}");
        foreach (var reader in crowd.Readers)
        {
            output.WriteLine($"a reader: seen {reader.Seen.Count}, came back {reader.Returned} times, left out {reader.Skipped}, repeated {reader.Repeated}, told that not all can be had {reader.NotRecovered}");
        }

        Assert.Equal((0, 0, 0, 0), (lost, duplicated, unexpected, disordered));
        Assert.All(crowd.Readers, reader => Assert.Equal((0, 0), (reader.Skipped, reader.Repeated)));
        // Redis has lost nothing, so everybody could have all, and had: each message, once, in order.
        Assert.All(crowd.Readers, reader => Assert.Equal(0, reader.NotRecovered));
        Assert.All(crowd.Readers, reader => Assert.Equal(history.Select(message => message.Place), reader.Seen));
    }

    private static async Task<IReadOnlyList<(string Text, Place Place)>> ReadAllAsync(NodeProcess node, Guid stream)
    {
        using var person = new Person(node.Address, Guid.Empty, "", token: null);
        var history = new List<(string, Place)>();
        while (true)
        {
            var page = await person.ReadAsync(stream, $"?limit=200&since={history.Count}");
            history.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => (message.Text("message"), new Place(Guid.Parse(message.Text("id")), message.Offset()))));
            if (page.Texts().Length == 0)
            {
                return history;
            }
        }
    }
}
