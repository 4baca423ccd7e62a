using Clockit.ServiceDefaults.Errors;
using Clockit.StreamService.Application;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.StreamService.Api;

internal static class Refusals
{
    /// <summary>The HTTP answer for a refused command.</summary>
    public static ProblemHttpResult ToProblem(this StreamRefusal refusal) => ApiProblem.Create(
        refusal.Kind switch
        {
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        refusal.Code,
        refusal.Detail);
}
