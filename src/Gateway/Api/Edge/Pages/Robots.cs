namespace Clockit.Gateway.Api.Edge.Pages;

internal static class Robots
{
    /// <summary>What crawlers may read (RFC 9309): pages that anybody may see, none of the API and none of one's own pages.</summary>
    private const string Text = """
        User-agent: *
        Disallow: /api/
        Disallow: /hubs/
        Disallow: /whip
        Disallow: /studio
        Disallow: /settings
        Disallow: /signin
        Disallow: /signup
        Disallow: /embed/

        """;

    public static void MapRobots(this IEndpointRouteBuilder app) => app.MapGet("/robots.txt", (HttpResponse response) =>
    {
        response.Headers.CacheControl = "public, max-age=3600";
        return TypedResults.Text(Text, "text/plain; charset=utf-8");
    }).AllowAnonymous().ExcludeFromDescription();
}
