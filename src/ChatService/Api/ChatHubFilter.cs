using System.Threading.RateLimiting;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Clockit.ChatService.Api;

/// <summary>
/// Every hub call goes through here: a connection that calls too often is refused before anything is done for it, and cut
/// off when it does not stop, also from coming back at once; and what a call throws becomes a <see cref="HubException"/> <c>code: sentence</c>.
/// </summary>
internal sealed partial class ChatHubFilter(IOptions<ChatOptions> options, TimeProvider time, ILogger<ChatHubFilter> logger) : IHubFilter, IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _connections = PartitionedRateLimiter.Create<Guid, Guid>(account =>
        RateLimitPartition.GetTokenBucketLimiter(account, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 10 * options.Value.ConnectionsPerSecond,
            TokensPerPeriod = options.Value.ConnectionsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    private const string PaceKey = "pace";

    /// <summary>Refusals of late after which a connection is cut off.</summary>
    private const int Patience = 500;

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            CheckPace(invocationContext.Context);
            return await next(invocationContext);
        }
        catch (ChatRefusal refusal)
        {
            throw new HubException($"{refusal.Code}: {refusal.Detail}", refusal);
        }
        catch (ServiceUnavailableException exception)
        {
            LogUnavailable(exception, invocationContext.HubMethodName);
            throw new HubException($"{ProblemCodes.ServiceUnavailable}: Chat cannot do this at the moment; try again.", exception);
        }
        catch (Exception exception) when (exception is not (HubException or OperationCanceledException))
        {
            LogFailed(exception, invocationContext.HubMethodName);
            throw new HubException($"{ProblemCodes.ServiceError}: Something went wrong on our side; try again.", exception);
        }
    }

    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (options.Value.LimitsEnabled)
        {
            context.Context.Items[PaceKey] = new CallPace(options.Value.CallsPerSecond, time);
            if (context.Context.User?.UserId() is { } account && !MayConnect(account))
            {
                context.Context.Abort();
            }
        }

        return next(context);
    }

    public void Dispose() => _connections.Dispose();

    private bool MayConnect(Guid account)
    {
        using var lease = _connections.AttemptAcquire(account);
        return lease.IsAcquired;
    }

    private static void CheckPace(HubCallerContext connection)
    {
        if (connection.Items.TryGetValue(PaceKey, out var item) && item is CallPace pace && !pace.TryTake())
        {
            if (pace.Refused > Patience)
            {
                connection.Abort();
            }

            throw ChatCodes.Refuse(ChatCodes.RateLimited, seconds: 1);
        }
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Error, Message = "{Method} failed")]
    private partial void LogFailed(Exception exception, string method);

    [LoggerMessage(EventId = 3302, Level = LogLevel.Warning, Message = "{Method} could not be done now")]
    private partial void LogUnavailable(Exception exception, string method);
}
