using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.StreamService.Application;
using Clockit.StreamService.Infrastructure;
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

    public static RouteGroupBuilder MapStreamWrites(this RouteGroupBuilder live)
    {
        var creators = live.MapGroup("").RequireAuthorization(CreatorPolicy);
        creators.MapPost("/", (StreamRequest request, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken) =>
            CreateAsync(request, start: false, user, http, streams, presenter, cancellationToken));
        creators.MapPost("/start", (StreamRequest request, ClaimsPrincipal user, HttpContext http, StreamCommands streams, StreamPresenter presenter, CancellationToken cancellationToken) =>
            CreateAsync(request, start: true, user, http, streams, presenter, cancellationToken));

        var hosts = live.MapGroup("").RequireAuthorization();
        hosts.MapPut("/{id:guid}", EditAsync);
        hosts.MapDelete("/{id:guid}", DeleteAsync);
        hosts.MapPost("/{id:guid}/start", StartAsync);
        hosts.MapPost("/{id:guid}/end", EndAsync);
        hosts.MapPost("/end/{id:guid}", EndAsync);
        hosts.MapPost("/{id:guid}/stream-key", RotateKeyAsync);
        return live;
    }

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
            if (text.Length is 0 or > IdempotentRequest.KeyLength || !FieldErrors.IsStorable(text))
            {
                return ApiProblem.Invalid("Idempotency-Key", $"An Idempotency-Key has 1 to {IdempotentRequest.KeyLength} characters.");
            }

            key = new IdempotencyKey(creator.Id, text, SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { start, request })));
        }

        var (stream, refusal) = await streams.CreateAsync(creator, details, start, key, cancellationToken);
        if (stream is null)
        {
            return refusal!.ToProblem();
        }

        http.Response.GetTypedHeaders().ETag = EntityTags.Of(stream);
        return TypedResults.Created($"/api/live/{stream.Id}", presenter.Present(stream, creator));
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
