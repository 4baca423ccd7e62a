using System.Security.Claims;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.StreamService.Application;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.StreamService.Api;

/// <summary>Lists and details, for anyone who may see them.</summary>
internal static class StreamReadEndpoints
{
    public static RouteGroupBuilder MapStreamReads(this RouteGroupBuilder live)
    {
        live.MapGet("/", ListAsync)
            .Describe("listStreams", "List public streams", "Live streams by viewers, then newest; upcoming ones by date, the others newest first. Interrupted streams are listed with the live ones. A live stream whose viewer count changes between two pages may move across the cursor.")
            .Problems(422, ProblemCodes.RequestInvalid);
        live.MapGet("/active", ListActiveAsync)
            .Describe("listActiveStreams", "List what is live now", "The public streams that are live or interrupted, at most 1,000, as `GET /api/live` orders them.");
        live.MapGet("/user/{userId:guid}", ListOfUserAsync)
            .Describe("listStreamsOfUser", "List a user's streams", "The newest 1,000. Unlisted and private ones are listed for their creator only. An unknown user has none.");
        live.MapGet("/{id:guid}", GetAsync)
            .Describe("getStream", "Read a stream", "For anyone who may see it: a private stream is seen by its creator and the site's moderators. `streamKey` and `ingest` are there for its creator only.")
            .Takes(HeaderDescription.IfNoneMatch)
            .Answers(200, HeaderDescription.ETag)
            .Produces(304)
            .Problems(404, ProblemCodes.StreamNotFound);
        // An id that is no UUID names no stream.
        live.MapGet("/{id}", ProblemHttpResult (string id) => ApiProblem.StreamNotFound()).ExcludeFromDescription();
        return live;
    }

    private static async Task<Results<JsonBytes<StreamListResponse>, ProblemHttpResult>> ListAsync(
        [AsParameters] StreamListQuery query, IStreamQueries streams, ListCache lists, StreamPresenter presenter, CancellationToken cancellationToken)
    {
        var (filter, errors) = query.ToFilter();
        if (filter is null)
        {
            return ApiProblem.Invalid(errors!);
        }

        // What few ask for is not kept, and ends with who asked.
        return filter.Search is null && filter.Cursor is null
            ? await lists.GetAsync(filter, () => ReadAsync(CancellationToken.None))
            : await lists.WriteAsync(() => ReadAsync(cancellationToken));

        async Task<StreamListResponse> ReadAsync(CancellationToken asked)
        {
            var page = await streams.ListAsync(filter, asked);
            return new StreamListResponse(presenter.PresentAll(page.Items), filter.Page, filter.Limit, page.Total, page.Next?.ToString());
        }
    }

    private static Task<JsonBytes<IReadOnlyList<StreamResponse>>> ListActiveAsync(IStreamQueries streams, ListCache lists, StreamPresenter presenter) =>
        lists.GetAsync("active", async () => presenter.PresentAll(await streams.ListActiveAsync(CancellationToken.None)));

    private static async Task<Ok<IReadOnlyList<StreamResponse>>> ListOfUserAsync(
        Guid userId, ClaimsPrincipal user, IStreamQueries streams, StreamPresenter presenter, CancellationToken cancellationToken) =>
        TypedResults.Ok(presenter.PresentAll(await streams.ListOfHostAsync(userId, all: user.UserId() == userId, cancellationToken)));

    private static async Task<Results<Ok<StreamResponse>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        Guid id, ClaimsPrincipal user, HttpContext http, IStreamStore streams, StreamPresenter presenter, CancellationToken cancellationToken)
    {
        var caller = user.ToCaller();
        var stream = await streams.FindAsync(id, cancellationToken);
        if (stream is null || !StreamAccess.CanSee(stream, caller))
        {
            return ApiProblem.StreamNotFound();
        }

        http.Response.GetTypedHeaders().ETag = EntityTags.Of(stream);
        http.Response.Headers.CacheControl = "private, no-cache";
        return EntityTags.IsKnown(http.Request, stream)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(presenter.Present(stream, caller));
    }
}
