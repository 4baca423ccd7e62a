using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Clockit.ServiceDefaults.Errors;

internal static class BodyCharset
{
    /// <summary>
    /// JSON is UTF-8 (RFC 8259, section 8.1): a body that says otherwise is answered with 415, where the framework would
    /// fail for want of the encoding.
    /// </summary>
    public static void UseBodyCharset(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!IsOtherCharset(context.Request))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    });

    private static bool IsOtherCharset(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && HeaderUtilities.RemoveQuotes(type.Charset) is { Length: > 0 } charset
        && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
