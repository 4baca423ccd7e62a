using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Media;
using Microsoft.AspNetCore.Authorization;

namespace Clockit.SignalingService.Api.Media;

/// <summary>Answers what the application refuses.</summary>
internal static class MediaRefusals
{
    /// <summary>Seconds after which a stream that is not live may be.</summary>
    private const string TryAgain = "2";

    public static RouteGroupBuilder AnswerRefusals(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
    {
        try
        {
            return await next(context);
        }
        catch (LiveException refusal)
        {
            var status = StatusOf(refusal.Code);
            var headers = context.HttpContext.Response.Headers;
            if (status is StatusCodes.Status401Unauthorized)
            {
                headers.WWWAuthenticate = "Bearer";
            }
            else if (status is StatusCodes.Status503ServiceUnavailable || refusal.Code is ProblemCodes.StreamNotLive or MediaCodes.NotPublished)
            {
                headers.RetryAfter = TryAgain;
            }

            return refusal.Code is ProblemCodes.StreamNotFound ? ApiProblem.StreamNotFound() : ApiProblem.Create(status, refusal.Code, refusal.Message);
        }
    });

    /// <summary>Whoever sends a token that is none (any more) is told so, and is nobody else instead.</summary>
    public static RouteGroupBuilder RefuseInvalidTokens(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        var isForAnybody = http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        return http.Request.Headers.Authorization.Count > 0 && http.User.Identity?.IsAuthenticated is not true && !isForAnybody
            ? throw new LiveException(ProblemCodes.AuthRequired, "This token is not valid (any more). Watch public streams without one.")
            : await next(context);
    });

    private static int StatusOf(string code) => code switch
    {
        ProblemCodes.AuthRequired => StatusCodes.Status401Unauthorized,
        ProblemCodes.StreamNotHost => StatusCodes.Status403Forbidden,
        ProblemCodes.StreamNotFound or MediaCodes.SessionNotFound or MediaCodes.RecordingNotFound => StatusCodes.Status404NotFound,
        MediaCodes.SdpMalformed => StatusCodes.Status400BadRequest,
        MediaCodes.SdpRefused or MediaCodes.CodecMissing or MediaCodes.IceRestart => StatusCodes.Status422UnprocessableEntity,
        MediaCodes.EntityTag => StatusCodes.Status412PreconditionFailed,
        MediaCodes.EntityTagRequired => StatusCodes.Status428PreconditionRequired,
        MediaCodes.TooManySessions => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };
}
