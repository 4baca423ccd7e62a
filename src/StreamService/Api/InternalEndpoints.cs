using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Streams;
using Clockit.StreamService.Application;
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
    }

    private static async Task<Results<Ok<StreamSummary>, ProblemHttpResult>> FindAsync(Guid id, IStreamStore streams, CancellationToken cancellationToken) =>
        await streams.FindAsync(id, cancellationToken) is { } stream ? TypedResults.Ok(Summary(stream)) : ApiProblem.StreamNotFound();

    private static Results<Ok<StreamSummary>, ProblemHttpResult> Answer(StreamOutcome outcome) =>
        outcome.Stream is { } stream ? TypedResults.Ok(Summary(stream)) : outcome.Refusal!.ToProblem();

    private static StreamSummary Summary(LiveStream stream) => new(
        stream.Id, stream.Title, stream.Host, stream.Status.ToName(), stream.Visibility.ToName(),
        stream.ChatEnabled, stream.RecordEnabled, stream.StartedAt, stream.EndedAt);
}

/// <summary>In whose name a service reports.</summary>
internal sealed record HostRequest(Guid HostId);
