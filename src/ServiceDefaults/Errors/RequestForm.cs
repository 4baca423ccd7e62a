using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>What is the same for every request, before it finds its endpoint.</summary>
internal static class RequestForm
{
    /// <summary>Characters of an address, path and query together.</summary>
    private const int MostAddress = 8 * 1024;

    /// <summary>Characters of all header names and values together.</summary>
    private const int MostHeaders = 32 * 1024;

    /// <summary>
    /// Reads <c>Content-Type</c> as RFC 9110 writes it, where the framework takes the quotes of <c>charset="utf-8"</c> for a
    /// part of the name and fails. JSON is UTF-8 (RFC 8259, section 8.1): a body that says otherwise is answered with 415, and
    /// so is one that is compressed, since nothing here would read it.
    /// </summary>
    public static void UseBodyForm(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding is { Count: > 0 } encodings
            && encodings.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.Headers.AcceptEncoding = "identity";
            return ApiProblem.Create(StatusCodes.Status415UnsupportedMediaType, ProblemCodes.RequestUnsupportedMediaType, "Send the body without a Content-Encoding.")
                .ExecuteAsync(context);
        }

        if (request.ContentType is { } sent && MediaTypeHeaderValue.TryParse(sent, out var type) && IsJson(type) && type.Charset.HasValue)
        {
            if (!HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                return Task.CompletedTask;
            }

            request.ContentType = type.MediaType.ToString();
        }

        return next(context);
    });

    /// <summary>Answers addresses and headers that are too long with a problem; the server's own limits, which have none, are above.</summary>
    public static void UseRequestLimits(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (request.PathBase.Value!.Length + request.Path.Value!.Length + request.QueryString.Value!.Length > MostAddress)
        {
            return ApiProblem.Create(StatusCodes.Status414UriTooLong, ProblemCodes.RequestInvalid, $"An address has at most {MostAddress} characters.").ExecuteAsync(context);
        }

        return request.Headers.Sum(header => header.Key.Length + header.Value.Sum(value => value?.Length ?? 0)) > MostHeaders
            ? ApiProblem.Create(StatusCodes.Status431RequestHeaderFieldsTooLarge, ProblemCodes.RequestInvalid, $"The headers have at most {MostHeaders} characters together.").ExecuteAsync(context)
            : next(context);
    });

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}
