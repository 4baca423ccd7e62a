using System.Text;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Media;
using Microsoft.Net.Http.Headers;

namespace Clockit.SignalingService.Api.Media;

/// <summary>The bodies of WHIP and WHEP. They are no JSON, so that they are read here; the server bounds their size.</summary>
internal static class SdpRequest
{
    /// <summary>RFC 8866.</summary>
    public const string Sdp = "application/sdp";

    /// <summary>RFC 8840, section 9.</summary>
    public const string Fragment = "application/trickle-ice-sdpfrag";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the body is said to be of a type.</summary>
    public static bool IsOf(this HttpRequest request, string type) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && sent.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>415, and what can be sent.</summary>
    public static IResult UnsupportedType(HttpContext http)
    {
        var isSession = HttpMethods.IsPatch(http.Request.Method);
        http.Response.Headers[isSession ? "Accept-Patch" : "Accept-Post"] = isSession ? $"{Sdp}, {Fragment}" : Sdp;
        return ApiProblem.Create(
            StatusCodes.Status415UnsupportedMediaType, ProblemCodes.RequestUnsupportedMediaType, isSession ? $"Send the body as {Sdp} or {Fragment}." : $"Send the body as {Sdp}.");
    }

    /// <exception cref="LiveException"><see cref="MediaCodes.SdpMalformed"/> for what is no UTF-8.</exception>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public static async Task<string> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        try
        {
            return Utf8.GetString(body.GetBuffer(), 0, (int)body.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new LiveException(MediaCodes.SdpMalformed, "The body is not UTF-8.");
        }
    }
}
