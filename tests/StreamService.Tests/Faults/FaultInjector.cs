using Clockit.Testing;
using Npgsql;
using RabbitMQ.Client;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>The faults, by name. Each returns when everything runs again.</summary>
internal sealed class FaultInjector
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TestPostgres _postgres;
    private readonly TestMessaging _broker;
    private readonly NpgsqlDataSource _database;
    private readonly AuditQueue _audit;
    private readonly Workload _workload;
    private readonly Ledger _ledger;

    public FaultInjector(
        TestPostgres postgres, TestMessaging broker, NpgsqlDataSource database, AuditQueue audit, Workload workload, Ledger ledger)
    {
        (_postgres, _broker, _database, _audit, _workload, _ledger) = (postgres, broker, database, audit, workload, ledger);
        All = new Dictionary<string, Func<ServiceNode, Task>>(StringComparer.Ordinal)
        {
            ["kill before commit"] = node => KillAtGateAsync(node, DatabaseGate.OutboxWritten),
            ["kill during commit"] = node => KillAtGateAsync(node, DatabaseGate.OutboxCommitting),
            ["kill after commit, before publish"] = KillBeforePublishAsync,
            ["kill after publish, before mark"] = KillBeforeMarkAsync,
            ["kill a consumer before its inbox commits"] = node => KillAtGateAsync(node, DatabaseGate.InboxWritten),
            ["kill a consumer after its inbox committed"] = KillBeforeAcknowledgementAsync,
            ["kill at any time"] = KillAsync,
            ["pause a dispatcher past its claim"] = PausePastClaimAsync,
            ["commit late"] = CommitLateAsync,
            ["kill the broker"] = _ => KillBrokerAsync(),
            ["delete a binding"] = _ => DeleteBindingAsync(),
            ["delete a subscriber's queue"] = _ => DeleteQueueAsync(),
            ["delete the service's queue"] = _ => DeleteServiceQueueAsync(),
            ["stop Postgres at once"] = _ => StopPostgresAsync(),
        };
    }

    /// <summary>What can be done to a node, or to the servers.</summary>
    public IReadOnlyDictionary<string, Func<ServiceNode, Task>> All { get; }

    private async Task KillAtGateAsync(ServiceNode node, string point)
    {
        await using (var gate = new DatabaseGate(_database, point, node.Name))
        {
            await gate.CatchAsync();
            await node.KillAsync();
        }

        await node.StartAsync();
    }

    private async Task KillBeforePublishAsync(ServiceNode node)
    {
        node.Broker.HoldWhatTheNodeSends();
        await Eventually.TrueAsync(async () => await ClaimsAsync(node) > 0, Patience, $"{node.Name} publishes");
        await KillAndLoseAsync(node);
    }

    private async Task KillBeforeMarkAsync(ServiceNode node)
    {
        node.Broker.HoldWhatTheBrokerSends();
        await Eventually.TrueAsync(async () => await ClaimsAsync(node) > 0, Patience, $"{node.Name} waits for a confirm");
        await KillAndLoseAsync(node);
    }

    /// <summary>The inbox has the events, and the broker never hears that they were handled.</summary>
    private async Task KillBeforeAcknowledgementAsync(ServiceNode node)
    {
        node.Broker.HoldWhatTheNodeSends();
        var before = await InboxAsync();
        await Eventually.TrueAsync(async () => await InboxAsync() > before, Patience, $"{node.Name} or the other one consumes");
        await KillAndLoseAsync(node);
    }

    private async Task KillAndLoseAsync(ServiceNode node)
    {
        await node.KillAsync();
        node.Broker.Drop();
        await node.StartAsync();
    }

    private static async Task KillAsync(ServiceNode node)
    {
        await node.KillAsync();
        await node.StartAsync();
    }

    /// <summary>The paused node holds a claim with unconfirmed events; what it resumes with is no longer its own.</summary>
    private async Task PausePastClaimAsync(ServiceNode node)
    {
        node.Broker.HoldWhatTheBrokerSends();
        await Eventually.TrueAsync(async () => await ClaimsAsync(node) > 0, Patience, $"{node.Name} holds a claim");
        await node.PauseAsync();
        try
        {
            await Eventually.TrueAsync(async () => await ClaimsAsync(node) == 0, Patience, $"{node.Name} loses its claim");
        }
        finally
        {
            await node.ResumeAsync();
            node.Broker.Release();
        }
    }

    /// <summary>Its event was made before many others that commit, and are published, earlier.</summary>
    private async Task CommitLateAsync(ServiceNode node)
    {
        await using var gate = new DatabaseGate(_database, DatabaseGate.OutboxWritten, node.Name);
        await gate.CatchAsync();
        var acknowledged = _ledger.Acknowledged;
        await Eventually.TrueAsync(() => _ledger.Acknowledged > acknowledged + 10, Patience, "others commit");
    }

    private async Task KillBrokerAsync()
    {
        await _broker.KillAsync();
        await _broker.StartAsync();
    }

    private async Task DeleteBindingAsync()
    {
        await _audit.UnbindAsync();
        await Eventually.TrueAsync(async () => await WaitingAsync() > 5, Patience, "events wait for a binding");
        await _audit.DeclareAsync();
    }

    private async Task DeleteQueueAsync()
    {
        await _audit.DeleteAsync();
        await Eventually.TrueAsync(async () => await WaitingAsync() > 5, Patience, "events wait for a queue");
        await _audit.DeclareAsync();
    }

    /// <summary>Empty, so that what the broker confirmed is not deleted with it; what comes next must find a new one.</summary>
    private async Task DeleteServiceQueueAsync()
    {
        _workload.IsPublishingCounts = false;
        await Eventually.TrueAsync(async () => await InboxAsync() >= _ledger.Counts.Count, Patience, "the service's queue is empty");
        await using (var connection = await new ConnectionFactory { Uri = new Uri(await _broker.ConnectionStringAsync()) }.CreateConnectionAsync())
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.QueueDeleteAsync("stream-service");
        }

        var before = _ledger.Counts.Count;
        _workload.IsPublishingCounts = true;
        await Eventually.TrueAsync(() => _ledger.Counts.Count > before, Patience, "the service declares its queue again");
    }

    private async Task StopPostgresAsync()
    {
        await _postgres.StopImmediatelyAsync();
        await _postgres.StartAsync();
        _database.Clear();
    }

    /// <summary>Transactions of a node that hold rows of the outbox while they wait for the broker.</summary>
    private async Task<long> ClaimsAsync(ServiceNode node)
    {
        await using var command = _database.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND state = 'idle in transaction' AND query LIKE '%SKIP LOCKED%'");
        command.Parameters.Add(new() { Value = node.Name });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> WaitingAsync() => await CountAsync("SELECT count(*) FROM outbox WHERE published_at IS NULL");

    private async Task<long> InboxAsync() => await CountAsync("SELECT count(*) FROM inbox");

    private async Task<long> CountAsync(string query)
    {
        await using var command = _database.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
