using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>RFC 9457 answers with a stable code. The trace id is added where the answer is written.</summary>
public static class ApiProblem
{
    /// <summary>A problem with the given status, code and a sentence that tells the reader what to do.</summary>
    public static ProblemHttpResult Create(int status, string code, string detail) =>
        TypedResults.Problem(detail: detail, statusCode: status, extensions: [new("code", code)]);

    /// <summary>400: the request cannot be read.</summary>
    public static ProblemHttpResult BadRequest(string detail, string code = ProblemCodes.RequestInvalid) => Create(StatusCodes.Status400BadRequest, code, detail);

    /// <summary>404. Also for what the caller may not know of: the same body for both.</summary>
    public static ProblemHttpResult NotFound(string code, string detail) => Create(StatusCodes.Status404NotFound, code, detail);

    /// <summary>404 as for an address that does not exist.</summary>
    public static ProblemHttpResult RouteNotFound() => NotFound(ProblemCodes.RouteNotFound, "There is nothing at this address.");

    /// <summary>404 for a stream that does not exist or that the caller may not see.</summary>
    public static ProblemHttpResult StreamNotFound() => NotFound(ProblemCodes.StreamNotFound, "There is no such stream.");

    /// <summary>401: the caller's account is not known (any more).</summary>
    public static ProblemHttpResult SignInRequired() => Create(StatusCodes.Status401Unauthorized, ProblemCodes.AuthRequired, "Sign in, or send a valid bearer token.");

    /// <summary>403: known, but not the caller's to do.</summary>
    public static ProblemHttpResult Forbidden(string code, string detail) => Create(StatusCodes.Status403Forbidden, code, detail);

    /// <summary>409: the resource is in the wrong state for this.</summary>
    public static ProblemHttpResult Conflict(string code, string detail) => Create(StatusCodes.Status409Conflict, code, detail);

    /// <summary>422: readable, but some fields are wrong; they are listed under <c>errors</c> by their JSON names.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors, string code = ProblemCodes.RequestInvalid) =>
        TypedResults.Problem(
            detail: "Some fields are not valid; see errors.",
            statusCode: StatusCodes.Status422UnprocessableEntity,
            extensions: [new("code", code), new("errors", errors)]);

    /// <summary>422 for one field.</summary>
    public static ProblemHttpResult Invalid(string field, string message, string code = ProblemCodes.RequestInvalid) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] }, code);
}
