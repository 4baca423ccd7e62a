using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>Tells which part of a request could not be read.</summary>
internal static partial class BadRequests
{
    public static ProblemDetails ToProblem(BadHttpRequestException exception)
    {
        // The framework says which parameter it means in its message alone.
        if (exception.InnerException is null && Parameter().Match(exception.Message) is { Success: true } parameter)
        {
            return With(StatusCodes.Status422UnprocessableEntity, parameter.Groups["name"].Value, "The value cannot be read; see the document of the API.");
        }

        if (exception.InnerException is JsonException { Path: { Length: > 2 } path })
        {
            var field = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
            return With(StatusCodes.Status400BadRequest, field, "The value is not of the documented type; a time needs an offset or Z.");
        }

        return new ProblemDetails
        {
            Status = StatusCodes.Status400BadRequest,
            Detail = "The request cannot be read: check that its body is valid JSON with the documented fields and types.",
        };
    }

    private static ProblemDetails With(int status, string field, string message) => new()
    {
        Status = status,
        Detail = "Some fields are not valid; see errors.",
        Extensions = { ["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] } },
    };

    [GeneratedRegex("""^Failed to bind parameter "[^"]*?(?<name>[A-Za-z0-9_]+)" from """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Parameter();
}
