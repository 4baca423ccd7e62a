using Clockit.StreamService.Application;
using Microsoft.AspNetCore.OutputCaching;

namespace Clockit.StreamService.Api;

/// <summary>
/// Keeps answers that are the same for every caller for a short time, in memory, and computes each once however many ask
/// at the same time. After a change of a stream, on any node, earlier answers are no longer used.
/// </summary>
internal sealed class ListCache(StreamListVersion lists, TimeSpan freshFor) : IOutputCachePolicy
{
    public const string PolicyName = "lists";

    private static readonly string[] Parameters = ["status", "category", "tag", "q", "host", "page", "limit"];

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.EnableOutputCaching = freshFor > TimeSpan.Zero;
        context.AllowCacheLookup = true;
        context.AllowCacheStorage = true;
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = freshFor;
        context.CacheVaryByRules.QueryKeys = Parameters;
        context.CacheVaryByRules.VaryByValues["version"] = lists.Current.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.AllowCacheStorage = context.HttpContext.Response.StatusCode == StatusCodes.Status200OK;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Configuration section <c>Lists</c>.</summary>
internal sealed class ListOptions
{
    /// <summary>How old the viewer counts in a list may be: 0 to 10 s, 1 s unless configured. With 0 nothing is kept.</summary>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(1);

    public bool IsValid => CacheFor >= TimeSpan.Zero && CacheFor <= TimeSpan.FromSeconds(10);
}
