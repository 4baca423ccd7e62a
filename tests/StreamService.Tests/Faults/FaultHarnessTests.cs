using System.Globalization;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;
using Npgsql;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>
/// Two nodes under load suffer every fault once, in an order that the seed decides. Then everything that was acknowledged
/// must be there, once, in order, and nothing else.
/// </summary>
public sealed class FaultHarnessTests(ITestOutputHelper output)
{
    private const int FewestAcknowledged = 2_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    /// <summary><c>CLOCKIT_FAULT_SEED</c> replays a run.</summary>
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("CLOCKIT_FAULT_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled_whatever_is_killed()
    {
        output.WriteLine($"CLOCKIT_FAULT_SEED={_seed}");
        await using var postgres = await TestServers.StartPostgresAsync();
        await using var broker = await TestServers.StartMessagingAsync();
        await using var issuer = await TestIssuer.StartAsync();
        var address = await postgres.CreateDatabaseAsync();
        var messaging = await broker.ConnectionStringAsync();
        await Migrations.ApplyAsync(address);
        await using var database = NpgsqlDataSource.Create(address);
        await DatabaseGate.InstallAsync(database);
        await using var audit = await AuditQueue.StartAsync(messaging);
        await using var a = new ServiceNode("node-a", address, messaging, issuer);
        await using var b = new ServiceNode("node-b", address, messaging, issuer);
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        var ledger = new Ledger();
        await using var workload = new Workload([a, b], ledger, issuer, messaging);
        workload.Start(creators: 6, _seed);
        try
        {
            await Eventually.TrueAsync(() => ledger.Counts.Count > 10, Settling);
            await SufferAsync(new FaultInjector(postgres, broker, database, audit, workload, ledger), [a, b]);
            await Eventually.TrueAsync(() => ledger.Acknowledged >= FewestAcknowledged, Settling);
            await workload.StopAsync();
            await VerifyAsync(ledger, audit, database);
        }
        catch
        {
            output.WriteLine($"node-a:\n{a.Log}\n\nnode-b:\n{b.Log}");
            throw;
        }
    }

    private async Task SufferAsync(FaultInjector injector, ServiceNode[] nodes)
    {
        var random = new Random(_seed);
        var faults = injector.All.ToArray();
        random.Shuffle(faults);
        foreach (var (name, inflict) in faults)
        {
            var node = nodes[random.Next(nodes.Length)];
            var start = TimeProvider.System.GetTimestamp();
            await inflict(node);
            output.WriteLine($"{name} ({node.Name}): {TimeProvider.System.GetElapsedTime(start).TotalSeconds:F1} s");
        }
    }

    private async Task VerifyAsync(Ledger ledger, AuditQueue audit, NpgsqlDataSource database)
    {
        await Eventually.TrueAsync(async () => await CountAsync(database, "SELECT count(*) FROM outbox WHERE published_at IS NULL") == 0, Settling);
        await Eventually.TrueAsync(() => ledger.Expected.All(stream => audit.Of(stream.Key).Count >= stream.Value.Count), Settling);
        await Eventually.TrueAsync(async () => await CountAsync(database, "SELECT count(*) FROM inbox") >= ledger.Counts.Count, Settling);

        var lost = 0;
        var unexpected = audit.Streams.Count(id => !ledger.Expected.ContainsKey(id));
        var doubled = 0;
        var disordered = 0;
        foreach (var (id, expected) in ledger.Expected)
        {
            var seen = audit.Of(id);
            lost += Missing(expected, seen.Select(e => e.RoutingKey));
            unexpected += Missing(seen.Select(e => e.RoutingKey).Distinct(), expected);
            doubled += seen.Count - seen.DistinctBy(e => e.Sequence).Count();
            disordered += seen.Select((e, index) => e.Sequence != index + 1 ? 1 : 0).Sum();
        }

        var handled = await ReadIdsAsync(database, "SELECT event_id FROM viewer_samples");
        lost += Missing(ledger.Counts, handled);
        unexpected += Missing(handled, ledger.Counts);
        doubled += handled.Count - handled.Distinct().Count();
        output.WriteLine(
            $"attempted {ledger.Attempted}, acknowledged {ledger.Acknowledged}, lost {lost}, unexpected {unexpected}, duplicated {doubled}, out of order {disordered} (delivered again with the same id: {audit.Redelivered})");
        Assert.Equal((0, 0, 0, 0), (lost, unexpected, doubled, disordered));
        await AssertStatesAsync(ledger, database);
    }

    /// <summary>What the database says of each stream is what its last event says.</summary>
    private static async Task AssertStatesAsync(Ledger ledger, NpgsqlDataSource database)
    {
        var states = new Dictionary<Guid, (string State, long Sequence)>();
        await using var command = database.CreateCommand(
            "SELECT id, (ARRAY['live.scheduled', 'live.started', 'live.interrupted', 'live.ended'])[status + 1], event_sequence FROM streams");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            states[reader.GetGuid(0)] = (reader.GetString(1), reader.GetInt64(2));
        }

        foreach (var (id, expected) in ledger.Expected)
        {
            var last = expected[^1] is "live.resumed" ? "live.started" : expected[^1];
            Assert.Equal(last is "live.deleted" ? (false, default) : (true, (last, (long)expected.Count)), (states.TryGetValue(id, out var state), state));
        }

        Assert.Empty(states.Keys.Except(ledger.Expected.Keys));
    }

    private static int Missing<T>(IEnumerable<T> expected, IEnumerable<T> actual) => expected.Except(actual).Count();

    private static async Task<long> CountAsync(NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<IReadOnlyList<Guid>> ReadIdsAsync(NpgsqlDataSource database, string query)
    {
        var ids = new List<Guid>();
        await using var command = database.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
