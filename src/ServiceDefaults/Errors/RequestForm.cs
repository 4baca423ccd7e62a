using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>How a body may be written, whatever endpoint it is for.</summary>
internal static class RequestForm
{
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

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}
