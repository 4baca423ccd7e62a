using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Gateway.Api.Edge.Pages;

/// <summary><c>GET /oembed</c> (oembed.com): how another site shows a public stream.</summary>
internal static class StreamEmbeds
{
    public const string Provider = "Clockit Live";
    public const int Width = 640;
    public const int Height = 360;

    private const int Least = 160;

    public static string PageOf(PublicOrigin origin, Guid streamId) => origin.AddressOf($"/watch/{streamId}");

    public static string PlayerOf(PublicOrigin origin, Guid streamId) => origin.AddressOf($"/embed/{streamId}");

    public static string DescriptionOf(PublicOrigin origin, string page) => origin.AddressOf($"/oembed?format=json&url={Uri.EscapeDataString(page)}");

    public static void MapStreamEmbeds(this IEndpointRouteBuilder app) => app.MapGet("/oembed", DescribeAsync)
        .AllowAnonymous()
        .WithTags("Pages")
        .Describe("getOembed", "Describe a stream's page to another site (oEmbed)", "For public streams, by the address of their page. Pages name this address themselves, so that sites find it.")
        .Problems(404, ProblemCodes.StreamNotFound)
        .Problems(501, ProblemCodes.RequestInvalid);

    private static async Task<Results<Ok<EmbedResponse>, ProblemHttpResult>> DescribeAsync(
        [Description("The page's address, as `/watch/{streamId}` of this installation.")] string? url,
        [Description("The most pixels that there is room for.")] string? maxwidth,
        [Description("The most pixels that there is room for.")] string? maxheight,
        [Description("Only `json` is spoken.")] string? format,
        PublicOrigin origin,
        IStreamDirectory streams,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (format is not (null or "" or "json"))
        {
            return ApiProblem.Create(StatusCodes.Status501NotImplemented, ProblemCodes.RequestInvalid, "Ask for format=json.");
        }

        var stream = StreamOf(url, origin) is { } id ? await streams.FindAsync(id, cancellationToken) : null;
        if (stream is not { IsPublic: true })
        {
            return ApiProblem.StreamNotFound();
        }

        var (width, height) = Fit(Bound(maxwidth), Bound(maxheight));
        context.Response.Headers.CacheControl = "public, max-age=60";
        return TypedResults.Ok(new EmbedResponse(
            "1.0",
            "rich",
            stream.Title,
            stream.Host.DisplayName,
            origin.AddressOf($"/u/{Uri.EscapeDataString(stream.Host.Username)}"),
            Provider,
            origin.Value,
            60,
            width,
            height,
            Frame(origin, stream, width, height)));
    }

    private static string Frame(PublicOrigin origin, StreamSummary stream, int width, int height)
    {
        var encoder = HtmlEncoder.Default;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<iframe src=\"{encoder.Encode(PlayerOf(origin, stream.StreamId))}\" width=\"{width}\" height=\"{height}\" title=\"{encoder.Encode(stream.Title)}\" style=\"border:0\" allow=\"autoplay; fullscreen; picture-in-picture\" allowfullscreen></iframe>");
    }

    private static Guid? StreamOf(string? url, PublicOrigin origin) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && string.Equals(address.GetLeftPart(UriPartial.Authority), origin.Value, StringComparison.OrdinalIgnoreCase)
        && (ClientPages.Parameter(address.AbsolutePath, StreamPages.Watch) ?? ClientPages.Parameter(address.AbsolutePath, StreamPages.Embed)) is { } text
        && Guid.TryParseExact(text, "D", out var id) ? id : null;

    private static int Bound(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bound) ? bound : int.MaxValue;

    /// <summary>16 by 9, as large as there is room for up to the usual size.</summary>
    private static (int Width, int Height) Fit(int maxWidth, int maxHeight)
    {
        var width = Math.Max(Least, Math.Min(Width, Math.Min(maxWidth, (int)Math.Min(maxHeight * 16L / 9, Width))));
        return (width, width * 9 / 16);
    }
}

/// <summary>An oEmbed answer of the type <c>rich</c>.</summary>
/// <param name="CacheAge">Seconds.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Html">A frame with the player.</param>
public sealed record EmbedResponse(
    [property: AllowedValues("1.0")] string Version,
    [property: AllowedValues("rich")] string Type,
    string Title,
    [property: JsonPropertyName("author_name")] string AuthorName,
    [property: JsonPropertyName("author_url"), Url] string AuthorUrl,
    [property: JsonPropertyName("provider_name")] string ProviderName,
    [property: JsonPropertyName("provider_url"), Url] string ProviderUrl,
    [property: JsonPropertyName("cache_age")] int CacheAge,
    int Width,
    int Height,
    string Html);
