using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace Clockit.Gateway.Api.Edge.Connections;

/// <summary>Answers that are written without a pipeline, because there is no request yet, or none that can be read.</summary>
internal static class BareAnswer
{
    /// <summary>A whole HTTP/1.1 answer with a problem as its body, after which the connection closes.</summary>
    public static byte[] Write(int status, string code, int? retryAfter = null)
    {
        var problem = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "about:blank",
            title = ReasonPhrases.GetReasonPhrase(status),
            status,
            detail = DetailOf(status),
            code,
            traceId = ActivityTraceId.CreateRandom().ToHexString(),
        });
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\nContent-Type: application/problem+json\r\nContent-Length: {problem.Length}\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nDate: {DateTimeOffset.UtcNow:R}\r\n{(retryAfter is { } seconds ? $"Retry-After: {seconds}\r\n" : "")}\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. problem];
    }

    /// <summary>The code of a request that the server itself turned down.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status414UriTooLong => EdgeCodes.AddressTooLong,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => EdgeCodes.HeadersTooLarge,
        _ => ProblemCodes.ForStatus(status),
    };

    private static string DetailOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The request did not arrive in time.",
        StatusCodes.Status413PayloadTooLarge => "The request body is too large.",
        StatusCodes.Status414UriTooLong => "The address is too long.",
        StatusCodes.Status429TooManyRequests => "Too many connections from your address; try again after the time in Retry-After.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The headers are too large, or too many.",
        StatusCodes.Status503ServiceUnavailable => "There are too many connections; try again after the time in Retry-After.",
        _ => "The request cannot be read as HTTP.",
    };
}
