using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Errors;
using Clockit.StreamService.Client;

namespace Clockit.Gateway.Api.Edge.Pages;

/// <summary>
/// <c>/watch/{id}</c> and <c>/embed/{id}</c>: 404 for a stream that does not exist or that the caller may not see, and
/// described to others when it is public. What is known of a stream is up to two seconds old.
/// </summary>
internal sealed class StreamPages(IStreamDirectory streams, PublicOrigin origin) : IPageDescriber
{
    public const string Watch = "watch";
    public const string Embed = "embed";

    public async Task<PageDescription?> DescribeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var watched = ClientPages.Parameter(path, Watch);
        if ((watched ?? ClientPages.Parameter(path, Embed)) is not { } text)
        {
            return null;
        }

        if (!Guid.TryParseExact(text, "D", out var id))
        {
            return PageDescription.Missing;
        }

        try
        {
            return await streams.FindVisibleAsync(id, context.User, context.RequestAborted) is { } stream
                ? new PageDescription(IsFound: true, Tags(stream, isWatch: watched is not null))
                : PageDescription.Missing;
        }
        catch (ServiceUnavailableException)
        {
            // The page says so itself, and goes on when the service is back.
            return PageDescription.Found;
        }
    }

    private string Tags(StreamSummary stream, bool isWatch)
    {
        if (!stream.IsPublic || !isWatch)
        {
            // Only for those who were given its address; an embedded player is no page of its own.
            return new HeadTags().Meta("robots", "noindex").ToString();
        }

        var page = StreamEmbeds.PageOf(origin, stream.StreamId);
        var player = StreamEmbeds.PlayerOf(origin, stream.StreamId);
        var about = stream.IsLive ? $"{stream.Host.DisplayName} is live on Clockit Live." : $"A stream by {stream.Host.DisplayName} on Clockit Live.";
        var tags = new HeadTags()
            .Link("canonical", page)
            .Link("alternate", StreamEmbeds.DescriptionOf(origin, page), "application/json+oembed", stream.Title)
            .Property("og:type", "video.other")
            .Property("og:site_name", StreamEmbeds.Provider)
            .Property("og:title", stream.Title)
            .Property("og:description", about)
            .Property("og:url", page)
            .Property("og:video:url", player)
            .Property("og:video:type", "text/html")
            .Property("og:video:width", StreamEmbeds.Width.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Property("og:video:height", StreamEmbeds.Height.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Meta("twitter:title", stream.Title)
            .Meta("twitter:description", about);
        // A player card must be over https.
        return origin.Value.StartsWith("https:", StringComparison.Ordinal)
            ? tags
                .Property("og:video:secure_url", player)
                .Meta("twitter:card", "player")
                .Meta("twitter:player", player)
                .Meta("twitter:player:width", StreamEmbeds.Width.ToString(System.Globalization.CultureInfo.InvariantCulture))
                .Meta("twitter:player:height", StreamEmbeds.Height.ToString(System.Globalization.CultureInfo.InvariantCulture))
                .ToString()
            : tags.Meta("twitter:card", "summary").ToString();
    }
}
