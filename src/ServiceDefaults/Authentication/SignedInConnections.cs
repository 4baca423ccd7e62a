using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockit.ServiceDefaults.Authentication;

/// <summary>
/// Ends hub connections when who opened them is no longer who they were: the session or account has ended, the rights have
/// changed (the client connects again, with the rights that are then), or the token has run out and names no session that
/// could have outlived it. Told of a change at once, and looking every second in case the two crossed.
/// </summary>
public sealed partial class SignedInConnections : BackgroundService, IHubFilter
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>A gateway may make tokens with the rights from before for as long as it has not heard of a change.</summary>
    private static readonly TimeSpan GatewayHears = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _changedRights = new();
    private readonly AccountChanges _changes;
    private readonly TimeProvider _time;
    private readonly ILogger<SignedInConnections> _logger;

    public SignedInConnections(AccountChanges changes, TimeProvider time, ILogger<SignedInConnections> logger)
    {
        (_changes, _time, _logger) = (changes, time, logger);
        changes.OnHeard(Hear);
    }

    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (context.Context.User is { } user && user.UserId() is { } account)
        {
            var connection = new Connection(context.Context, account, user, TimeOf(user, "iat"), TimeOf(user, "exp"));
            _connections[context.Context.ConnectionId] = connection;
            // After it can be found: what is heard from now on finds it, and what was heard before is known.
            EndIfDue(connection);
        }

        return next(context);
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        _connections.TryRemove(context.Context.ConnectionId, out _);
        return next(context, exception);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var (account, at) in _changedRights.Where(change => change.Value + AccountChanges.LongestToken < _time.GetUtcNow()))
            {
                _changedRights.TryRemove(KeyValuePair.Create(account, at));
            }

            foreach (var connection in _connections.Values)
            {
                EndIfDue(connection);
            }

            await Task.Delay(LookEvery, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Hear(AccountChangeLine? change)
    {
        if (change is { Kind: AccountChangeLine.RightsChanged })
        {
            _changedRights[change.AccountId] = change.At;
        }

        foreach (var connection in _connections.Values.Where(connection => change is null || connection.Account == change.AccountId))
        {
            if (change is null or { Kind: AccountChangeLine.RightsChanged })
            {
                End(connection);
            }
            else
            {
                EndIfDue(connection);
            }
        }
    }

    private void EndIfDue(Connection connection)
    {
        var now = _time.GetUtcNow();
        if (_changes.HasEnded(connection.User, connection.IssuedAt)
            || (connection.ExpiresAt <= now && connection.User.SessionId() is null)
            || (_changedRights.TryGetValue(connection.Account, out var changedAt) && connection.IssuedAt < changedAt + GatewayHears && now > changedAt + GatewayHears))
        {
            End(connection);
        }
    }

    private void End(Connection connection)
    {
        try
        {
            connection.Context.Abort();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It is closing already, or the next look tries again.
            LogNotEnded(exception);
        }
    }

    private static DateTimeOffset TimeOf(ClaimsPrincipal user, string claim) =>
        long.TryParse(user.FindFirstValue(claim), out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MinValue;

    [LoggerMessage(EventId = 1023, Level = LogLevel.Debug, Message = "A connection could not be ended")]
    private partial void LogNotEnded(Exception exception);

    private sealed record Connection(HubCallerContext Context, Guid Account, ClaimsPrincipal User, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
}
