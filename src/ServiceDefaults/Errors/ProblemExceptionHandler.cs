using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>Answers with a problem whatever escapes an endpoint. An exception's own text never reaches the caller.</summary>
internal sealed partial class ProblemExceptionHandler(
    IProblemDetailsService problems, Unavailability unavailability, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = ToProblem(exception);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            // One line: while a store is down every request ends here.
            LogUnavailable(httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName, exception.GetType().Name);
        }
        else if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            LogUnhandled(exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
        }

        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private ProblemDetails ToProblem(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } unreadable => BadRequests.ToProblem(unreadable),
        BadHttpRequestException bad => new ProblemDetails { Status = bad.StatusCode },
        _ when unavailability.IsCauseOf(exception) => new ProblemDetails { Status = StatusCodes.Status503ServiceUnavailable },
        _ => new ProblemDetails { Status = StatusCodes.Status500InternalServerError },
    };

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private partial void LogUnhandled(Exception exception, string method, string? endpoint);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "{Method} {Endpoint} cannot be served now: {Cause}")]
    private partial void LogUnavailable(string method, string? endpoint, string cause);
}
