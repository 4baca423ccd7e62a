using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.ServiceDefaults.Text;
using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using StreamResult = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Ok<Clockit.StreamService.Api.StreamResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace Clockit.StreamService.Api;

/// <summary>What a creator does with streams.</summary>
internal static class StreamWriteEndpoints
{
    /// <summary>The policy of calls that need an account that may create streams.</summary>
    public const string CreatorPolicy = "creator";

    private static readonly HeaderDescription IdempotencyKeyHeader = new(
        "Idempotency-Key", "Any text of the caller's own: the same request with the same key again gives the same stream, not a second one.", "9c1d2f3a", IdempotencyKey.MaxLength);

    public static RouteGroupBuilder MapStreamWrites(this RouteGroupBuilder live)
    {
        var creators = live.MapGroup("").RequireAuthorization(CreatorPolicy);
        creators.MapPost("/", (StreamRequest request, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken) =>
            CreateAsync(request, start: false, user, http, streams, presenter, cancellationToken))
            .Describe("createStream", "Create a stream", "For creators. It is `upcoming` until it is started; what is left out has its default. The answer holds the stream key.");
        creators.MapPost("/start", (StreamRequest request, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken) =>
            CreateAsync(request, start: true, user, http, streams, presenter, cancellationToken))
            .Describe("createAndStartStream", "Create a stream and start it", "For creators: create and start in one call.");
        creators
            .Takes(IdempotencyKeyHeader)
            .Answers(201, HeaderDescription.ETag)
            .Problems(422, ProblemCodes.RequestInvalid, StreamCodes.IdempotencyKeyReused);

        var hosts = live.MapGroup("").RequireAuthorization()
            .Problems(403, ProblemCodes.StreamNotHost)
            .Problems(404, ProblemCodes.StreamNotFound);
        hosts.MapPut("/{id:guid}", EditAsync)
            .Describe("editStream", "Edit a stream", "For its creator. What is left out stays as it is; null, an empty text or an empty list empties it.")
            .Takes(HeaderDescription.IfMatch)
            .Answers(200, HeaderDescription.ETag)
            .Problems(412, StreamCodes.Changed)
            .Problems(422, ProblemCodes.RequestInvalid);
        hosts.MapDelete("/{id:guid}", DeleteAsync)
            .Describe("deleteStream", "Delete a stream", "For its creator, while it is not live.")
            .Takes(HeaderDescription.IfMatch)
            .Problems(409, StreamCodes.Live)
            .Problems(412, StreamCodes.Changed);
        hosts.MapPost("/{id:guid}/start", StartAsync)
            .Describe("startStream", "Start a stream", "For its creator: it is live from now on. The body may be left out.")
            .Answers(200, HeaderDescription.ETag)
            .Problems(409, ProblemCodes.StreamAlreadyLive, StreamCodes.AlreadyEnded)
            .Problems(422, ProblemCodes.RequestInvalid);
        hosts.MapPost("/{id:guid}/end", EndAsync).DescribeEnd("endStream", "End a stream", "For its creator: it is over for good. The body may be left out.");
        hosts.MapPost("/end/{id:guid}", EndAsync).DescribeEnd("endStreamById", "End a stream (other address)", "The same as `POST /api/live/{id}/end`.");
        hosts.MapPost("/{id:guid}/stream-key", RotateKeyAsync)
            .Describe("rotateStreamKey", "Replace a stream's key", "For its creator. The old key stops at once.")
            .Answers(200, HeaderDescription.ETag);
        return live;
    }

    private static void DescribeEnd(this RouteHandlerBuilder end, string operationId, string summary, string description) => end
        .Describe(operationId, summary, description)
        .Answers(200, HeaderDescription.ETag)
        .Problems(409, ProblemCodes.StreamNotLive, StreamCodes.AlreadyEnded)
        .Problems(422, ProblemCodes.RequestInvalid);

    private static async Task<Results<Created<StreamResponse>, ProblemHttpResult>> CreateAsync(
        StreamRequest request, bool start, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken)
    {
        var creator = user.ToCaller()!;
        var (details, errors) = request.ToFields().Apply(existing: null);
        if (details is null)
        {
            return ApiProblem.Invalid(errors!);
        }

        IdempotencyKey? key = null;
        if (http.Request.Headers.TryGetValue("Idempotency-Key", out var values))
        {
            var text = values.ToString();
            if (text.Length is 0 or > IdempotencyKey.MaxLength || !TextRule.IsUnicode(text))
            {
                return ApiProblem.Invalid("Idempotency-Key", $"An Idempotency-Key has 1 to {IdempotencyKey.MaxLength} characters.");
            }

            key = new IdempotencyKey(creator.Id, text, SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { start, request })));
        }

        var (stream, refusal) = await streams.CreateAsync(creator, details, start, key, cancellationToken);
        if (stream is null)
        {
            return refusal!.ToProblem();
        }

        http.Response.GetTypedHeaders().ETag = EntityTags.Of(stream);
        return TypedResults.Created(presenter.AddressOf(stream), presenter.Present(stream, creator));
    }

    private static async Task<StreamResult> EditAsync(
        Guid id, StreamRequest request, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string[]>? errors = null;
        var outcome = await streams.EditAsync(
            user.ToCaller()!, id, request.ToFields(), stream => EntityTags.IsExpected(http.Request, stream), found => errors = found, cancellationToken);
        return errors is null ? Answer(outcome, user, http, presenter) : ApiProblem.Invalid(errors);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, ClaimsPrincipal user, HttpContext http, StreamCommands streams, CancellationToken cancellationToken)
    {
        var (_, refusal) = await streams.DeleteAsync(user.ToCaller()!, id, stream => EntityTags.IsExpected(http.Request, stream), cancellationToken);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private static async Task<StreamResult> StartAsync(
        Guid id, StartRequest? request, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken) =>
        Check(request?.PlaybackUrl, "playbackUrl") is { } invalid
            ? invalid
            : Answer(await streams.StartAsync(user.ToCaller()!, id, request?.PlaybackUrl, cancellationToken), user, http, presenter);

    private static async Task<StreamResult> EndAsync(
        Guid id, EndRequest? request, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken) =>
        Check(request?.RecordingUrl, "recordingUrl") is { } invalid
            ? invalid
            : Answer(await streams.EndAsync(user.ToCaller()!, id, request?.RecordingUrl, cancellationToken), user, http, presenter);

    private static async Task<StreamResult> RotateKeyAsync(
        Guid id, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken) =>
        Answer(await streams.RotateKeyAsync(user.ToCaller()!, id, cancellationToken), user, http, presenter);

    private static StreamResult Answer(StreamOutcome outcome, ClaimsPrincipal user, HttpContext http, StreamPresenter presenter)
    {
        if (outcome.Stream is not { } stream)
        {
            return outcome.Refusal!.ToProblem();
        }

        http.Response.GetTypedHeaders().ETag = EntityTags.Of(stream);
        return TypedResults.Ok(presenter.Present(stream, user.ToCaller()));
    }

    private static ProblemHttpResult? Check(string? url, string field)
    {
        var errors = new FieldErrors();
        errors.CheckUrl(url, field);
        return errors.Found is { } found ? ApiProblem.Invalid(found) : null;
    }
}
