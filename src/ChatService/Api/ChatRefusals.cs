using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.ChatService.Api;

/// <summary>Turns refusals into problems.</summary>
internal static class ChatRefusals
{
    /// <summary>An endpoint filter: what an endpoint refuses is answered as a problem with the refusal's code.</summary>
    public static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ChatRefusal refusal)
        {
            if (refusal.RetryAfterSeconds is { } seconds)
            {
                context.HttpContext.Response.Headers.RetryAfter = seconds.ToString();
            }

            return ToProblem(refusal);
        }
    }

    private static ProblemHttpResult ToProblem(ChatRefusal refusal) =>
        refusal.Field is { } field
            ? ApiProblem.Invalid(field, refusal.Detail, refusal.Code)
            : ApiProblem.Create(StatusOf(refusal.Code), refusal.Code, refusal.Detail);

    private static int StatusOf(string code) => code switch
    {
        ProblemCodes.AuthRequired => StatusCodes.Status401Unauthorized,
        ProblemCodes.AuthForbidden or ChatCodes.Banned or ChatCodes.TimedOut or ChatCodes.MembersOnly or ChatCodes.TargetProtected =>
            StatusCodes.Status403Forbidden,
        ProblemCodes.StreamNotFound or ChatCodes.MessageNotFound or ChatCodes.BanNotFound => StatusCodes.Status404NotFound,
        ChatCodes.Closed or ChatCodes.MessageDeleted or ChatCodes.TooManyBans or ChatCodes.TooManyModerators => StatusCodes.Status409Conflict,
        ChatCodes.RateLimited or ChatCodes.SlowMode => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
