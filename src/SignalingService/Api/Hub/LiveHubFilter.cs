using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Presence;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.SignalingService.Api.Hub;

/// <summary>
/// Limits how much a connection asks for, and turns what escapes a hub method into a <see cref="HubException"/> with a
/// code. An unexpected exception's own text never reaches the caller.
/// </summary>
internal sealed partial class LiveHubFilter(LocalConnections connections, IConfiguration configuration, ILogger<LiveHubFilter> logger) : IHubFilter
{
    /// <summary><c>Limits:Enabled</c>: off for load tests.</summary>
    private readonly bool _limited = configuration.GetValue("Limits:Enabled", defaultValue: true);

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (_limited && connections.Find(invocationContext.Context.ConnectionId)?.Calls.TryTake() is false)
        {
            throw new HubException($"{SignalingCodes.RateLimited}: This connection makes too many calls; wait a moment.");
        }

        try
        {
            return await next(invocationContext);
        }
        catch (LiveException refusal)
        {
            throw new HubException($"{refusal.Code}: {refusal.Message}", refusal);
        }
        catch (ServiceUnavailableException unavailable)
        {
            LogUnavailable(unavailable, invocationContext.HubMethodName);
            throw new HubException($"{ProblemCodes.ServiceUnavailable}: This does not work for the moment; try again.", unavailable);
        }
        catch (Exception exception) when (exception is not HubException && !invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            LogFailed(exception, invocationContext.HubMethodName);
            throw new HubException($"{ProblemCodes.ServiceError}: Something went wrong on our side; try again in a moment.", exception);
        }
    }

    [LoggerMessage(EventId = 4021, Level = LogLevel.Warning, Message = "{HubMethod} cannot be served: a dependency does not answer")]
    private partial void LogUnavailable(Exception exception, string hubMethod);

    [LoggerMessage(EventId = 4022, Level = LogLevel.Error, Message = "{HubMethod} failed")]
    private partial void LogFailed(Exception exception, string hubMethod);
}
