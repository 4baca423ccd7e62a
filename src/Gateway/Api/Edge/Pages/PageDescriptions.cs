namespace Clockit.Gateway.Api.Edge.Pages;

/// <summary>What others are told of a page.</summary>
/// <param name="IsFound">False for 404.</param>
/// <param name="Tags">HTML for its head, encoded.</param>
internal sealed record PageDescription(bool IsFound, string Tags = "")
{
    public static readonly PageDescription Found = new(IsFound: true);
    public static readonly PageDescription Missing = new(IsFound: false);
}

/// <summary>Tells which pages there are, and describes those of public streams and of people.</summary>
internal sealed class PageDescriptions(StreamPages streams, IEnumerable<IPageDescriber> others)
{
    public async Task<PageDescription> OfAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (!ClientPages.Contains(path))
        {
            return PageDescription.Missing;
        }

        foreach (var describer in others.Prepend(streams))
        {
            if (await describer.DescribeAsync(context) is { } description)
            {
                return description;
            }
        }

        return PageDescription.Found;
    }
}

/// <summary>Describes pages of one kind.</summary>
internal interface IPageDescriber
{
    /// <summary>Null when the address is not of this kind. Never throws for a store or service that does not answer: the page is then found.</summary>
    Task<PageDescription?> DescribeAsync(HttpContext context);
}
