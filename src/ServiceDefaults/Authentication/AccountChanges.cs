using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Claims;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockit.ServiceDefaults.Authentication;

/// <summary>
/// What of the accounts no longer is so, as the gateway tells it within a second: ended sessions and accounts, by which
/// tokens are refused that have not run out yet, and changed rights, which end what is open. It is asked for with a
/// question that the gateway answers when there is something to say, so a lost answer is only a later one.
/// </summary>
public sealed partial class AccountChanges : BackgroundService, IHealthCheck
{
    /// <summary>No token that a service takes lives longer, so an end is forgotten after this time.</summary>
    public static readonly TimeSpan LongestToken = TimeSpan.FromHours(1);

    /// <summary>Beyond this many remembered ends the oldest are forgotten, and tokens from before them are refused.</summary>
    private const int MaxEnds = 200_000;

    private const int WaitSeconds = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _endedSessions = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _endedAccounts = new();
    private readonly HttpClient? _gateway;
    private readonly TimeProvider _time;
    private readonly ILogger<AccountChanges> _logger;
    private volatile Action<AccountChangeLine?>[] _listeners = [];
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private long? _position;
    private volatile bool _isFilled;
    private DateTimeOffset _readAt;
    private bool _isLost;

    /// <param name="gateway">Sends the service key; null when there is no gateway.</param>
    public AccountChanges(HttpClient? gateway, TimeProvider time, ILogger<AccountChanges> logger)
    {
        (_gateway, _time, _logger) = (gateway, time, logger);
        _readAt = time.GetUtcNow();
        _isFilled = gateway is null;
    }

    /// <summary>
    /// Calls with each line of the log that is heard from now on, and with null when some may have been missed, so that
    /// nothing old counts. Both live as long as the process; the call is quick and does not throw.
    /// </summary>
    public void OnHeard(Action<AccountChangeLine?> act) => _listeners = [.. _listeners, act];

    /// <summary>Whether a token of this principal is refused although its signature is good and its time has not come.</summary>
    /// <param name="issuedAt">When the token was issued; to the second.</param>
    public bool HasEnded(ClaimsPrincipal user, DateTimeOffset issuedAt) =>
        issuedAt < _notBefore
        || (user.SessionId() is { } session && _endedSessions.ContainsKey(session))
        || (user.UserId() is { } account && _endedAccounts.TryGetValue(account, out var endedAt) && issuedAt <= endedAt);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isFilled ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The gateway has not said yet which sessions have ended."));

    public override void Dispose()
    {
        _gateway?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_gateway is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(_gateway, stoppingToken);
                _isLost = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                if (!_isLost)
                {
                    _isLost = true;
                    LogLost(exception);
                }

                await Task.Delay(Pause, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync(HttpClient gateway, CancellationToken cancellationToken)
    {
        var address = _position is { } position ? $"internal/accounts/changes?after={position}&wait={WaitSeconds}" : "internal/accounts/changes";
        var answer = await gateway.GetFromJsonAsync<Answer>(new Uri(address, UriKind.Relative), cancellationToken)
            ?? throw new HttpRequestException("The gateway's answer is empty.");
        var now = _time.GetUtcNow();
        // Cut off for so long that lines may be gone, or the database was replaced by an older one.
        var missed = _position is not null && (now - _readAt > LongestToken / 2 || answer.Position < _position);
        if (missed)
        {
            LogMissed();
            Tell(null);
            _position = null;
            _readAt = now;
            return;
        }

        foreach (var change in answer.Changes)
        {
            Take(change);
        }

        Forget(now);
        _position = answer.Position;
        _readAt = now;
        _isFilled = true;
    }

    private void Take(AccountChangeLine change)
    {
        if (change is { Kind: AccountChangeLine.SessionEnded, SessionId: { } sessionId })
        {
            _endedSessions[sessionId] = change.At;
        }
        else if (change.Kind is AccountChangeLine.AccountEnded)
        {
            _endedAccounts[change.AccountId] = change.At;
        }

        Tell(change);
    }

    private void Tell(AccountChangeLine? change)
    {
        foreach (var listener in _listeners)
        {
            listener(change);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var ends in new[] { _endedSessions, _endedAccounts })
        {
            foreach (var (id, _) in ends.Where(end => end.Value + LongestToken + TimeSpan.FromMinutes(1) < now))
            {
                ends.TryRemove(id, out _);
            }

            if (ends.Count > MaxEnds)
            {
                foreach (var (id, at) in ends.OrderBy(end => end.Value).Take(ends.Count - MaxEnds).ToList())
                {
                    ends.TryRemove(id, out _);
                    _notBefore = at > _notBefore ? at : _notBefore;
                }
            }
        }
    }

    [LoggerMessage(EventId = 1021, Level = LogLevel.Warning, Message = "The gateway does not say which sessions ended; it is asked again each second")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(EventId = 1022, Level = LogLevel.Warning, Message = "Ends of sessions may have been missed; connections that are signed in begin anew")]
    private partial void LogMissed();

    private sealed record Answer(IReadOnlyList<AccountChangeLine> Changes, long Position);
}

/// <summary>One line of the gateway's log of accounts.</summary>
/// <param name="Kind">One of the constants; others are to be passed over.</param>
/// <param name="SessionId">The session or API token that ended; null for the whole account.</param>
/// <param name="At">By the gateway's clock, which also stamps the tokens.</param>
public sealed record AccountChangeLine(string Kind, Guid AccountId, Guid? SessionId, DateTimeOffset At)
{
    public const string SessionEnded = "session_ended";
    public const string AccountEnded = "account_ended";
    public const string RightsChanged = "rights_changed";
}
