using Clockit.Contracts;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Text;
using Clockit.StreamService.Application;
using Clockit.StreamService.Client;
using Clockit.StreamService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.StreamService.Api;

/// <summary>
/// What the other services ask: the state of a stream, and what the media plane reports. The gateway routes none of it,
/// and every call must carry the installation's service key.
/// </summary>
internal static class InternalEndpoints
{
    public static void MapInternal(this IEndpointRouteBuilder app)
    {
        var streams = app.MapGroup("/internal/streams/{id:guid}").RequireServiceKey();
        streams.MapGet("/", FindAsync);
        streams.MapPost("/start", async (Guid id, HostRequest request, MediaCommands media, CancellationToken cancellationToken) =>
            Answer(await media.ConnectedAsync(id, request.HostId, cancellationToken)));
        streams.MapPost("/interrupt", async (Guid id, HostRequest request, MediaCommands media, CancellationToken cancellationToken) =>
            Answer(await media.DisconnectedAsync(id, request.HostId, cancellationToken)));
        streams.MapPost("/end", async (Guid id, HostRequest request, MediaCommands media, CancellationToken cancellationToken) =>
            Answer(await media.EndAsync(id, request.HostId, cancellationToken)));
        streams.MapPost("/recording", RecordedAsync);
        app.MapGroup("/internal/streams/by-key").RequireServiceKey().MapPost("/", FindByKeyAsync);
        var hosts = app.MapGroup("/internal/hosts/{id:guid}").RequireServiceKey();
        hosts.MapPut("/", UpdateHostAsync);
        hosts.MapDelete("/", DeleteHostAsync);
    }

    private static async Task<Results<Ok<StreamSummary>, ProblemHttpResult>> FindAsync(Guid id, IStreamStore streams, CancellationToken cancellationToken) =>
        await streams.FindAsync(id, cancellationToken) is { } stream ? TypedResults.Ok(Summary(stream)) : ApiProblem.StreamNotFound();

    /// <summary>By a key in the body: what stands in an address is logged and traced.</summary>
    private static async Task<Results<Ok<StreamSummary>, ProblemHttpResult>> FindByKeyAsync(StreamKeyRequest request, MediaCommands media, CancellationToken cancellationToken) =>
        await media.FindByKeyAsync(request.StreamKey, cancellationToken) is { } stream ? TypedResults.Ok(Summary(stream)) : ApiProblem.StreamNotFound();

    private static async Task<Results<Ok<StreamSummary>, ProblemHttpResult>> RecordedAsync(
        Guid id, RecordingRequest request, MediaCommands media, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Check(request.Path is ['/', ..], "path", "Name the recording's path below the public origin.");
        return errors.Found is { } found ? ApiProblem.Invalid(found) : Answer(await media.RecordedAsync(id, request.Path!, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UpdateHostAsync(
        Guid id, HostProfileRequest request, IStreamStore streams, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Validate() is { } errors)
        {
            return ApiProblem.Invalid(errors);
        }

        await streams.UpdateHostAsync(new StreamHost(id, request.Username!, request.DisplayName!, request.AvatarUrl), time.GetUtcNow(), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>The host's account was deleted. Doing it again changes nothing.</summary>
    private static async Task<NoContent> DeleteHostAsync(Guid id, DeletedHosts deleted, CancellationToken cancellationToken)
    {
        await deleted.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Results<Ok<StreamSummary>, ProblemHttpResult> Answer(StreamOutcome outcome) =>
        outcome.Stream is { } stream ? TypedResults.Ok(Summary(stream)) : outcome.Refusal!.ToProblem();

    private static StreamSummary Summary(LiveStream stream) => new(
        stream.Id, stream.Title, stream.Host, stream.Status.ToName(), stream.Visibility.ToName(),
        stream.ChatEnabled, stream.RecordEnabled, stream.StartedAt, stream.EndedAt,
        // Tells keys apart and nothing else: a part of a keyed hash.
        Convert.ToHexStringLower(stream.StreamKeyHash.AsSpan(0, 8)));
}

/// <summary>In whose name a service reports.</summary>
internal sealed record HostRequest(Guid HostId);

/// <summary>A key that somebody publishes with.</summary>
internal sealed record StreamKeyRequest(string StreamKey);

/// <summary>Where a recording is played, below the public origin.</summary>
internal sealed record RecordingRequest(string? Path);

/// <summary>A host's profile as the accounts have it.</summary>
internal sealed record HostProfileRequest(string? Username, string? DisplayName, string? AvatarUrl)
{
    private const int MaxName = 100;
    private static readonly TextRule DisplayNameRule = new(MaxName);

    /// <summary>What is wrong, by field, or null.</summary>
    public IReadOnlyDictionary<string, string[]>? Validate()
    {
        var errors = new FieldErrors();
        errors.Check(Username is { Length: > 0 and <= MaxName } && TextRule.IsUnicode(Username), "username", $"A username has 1 to {MaxName} characters.");
        errors.Check(DisplayName is { Length: > 0 } && DisplayName.Length <= DisplayNameRule.MostStored && TextRule.IsUnicode(DisplayName), "displayName", $"A display name has 1 to {MaxName} characters.");
        errors.CheckUrl(AvatarUrl, "avatarUrl");
        return errors.Found;
    }
}
