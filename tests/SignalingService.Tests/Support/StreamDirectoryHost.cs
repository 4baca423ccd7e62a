using System.Collections.Concurrent;
using Clockit.Contracts;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>StreamService's internal API over real HTTP, with streams that a test puts there.</summary>
public sealed class StreamDirectoryHost : IAsyncDisposable
{
    public const string ServiceKey = "a-service-key-of-tests";
    private readonly ConcurrentDictionary<Guid, StreamSummary> _streams = new();
    private readonly ConcurrentQueue<(string Command, Guid StreamId)> _commands = new();
    private readonly ConcurrentDictionary<Guid, string> _recordings = new();
    private readonly WebApplication _app;

    private StreamDirectoryHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>What was asked for so far, in order.</summary>
    public IReadOnlyCollection<(string Command, Guid StreamId)> Commands => _commands;

    /// <summary>While set, every call is answered with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many calls were answered so.</summary>
    public int Refused { get; private set; }

    /// <summary>While set, nobody can tell of a recording.</summary>
    public bool CannotAttach { get; set; }

    /// <summary>How often somebody tried to.</summary>
    public int AttachAttempts { get; private set; }

    public static async Task<StreamDirectoryHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = new StreamDirectoryHost(builder.Build());
        host._app.Use((context, next) =>
        {
            if (host.IsDown)
            {
                host.Refused++;
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            }

            return context.Request.Headers[Clockit.ServiceDefaults.Authentication.ServiceKey.Header] == ServiceKey
                ? next(context)
                : Task.FromException(new InvalidOperationException("The service key is missing."));
        });
        host._app.MapGet("/internal/streams/{id:guid}", (Guid id) =>
            host._streams.TryGetValue(id, out var stream) ? Results.Ok(stream) : Results.NotFound());
        host._app.MapPost("/internal/streams/by-key", (KeyBody body) =>
            host._streams.Values.FirstOrDefault(stream => KeyOf(stream) == body.StreamKey) is { } found ? Results.Ok(found) : Results.NotFound());
        host._app.MapPost("/internal/streams/{id:guid}/recording", (Guid id, RecordingBody body) =>
        {
            host.AttachAttempts++;
            if (host.CannotAttach)
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }

            host._recordings[id] = body.Path;
            return Results.Ok(host._streams[id]);
        });
        host._app.MapPost("/internal/streams/{id:guid}/{command}", (Guid id, string command, HostBody body) => host.Command(id, command, body.HostId));
        await host._app.StartAsync();
        return host;
    }

    public StreamSummary Add(Guid? hostId = null, string status = StreamStatuses.Live, string visibility = StreamVisibilities.Public, bool recordEnabled = false)
    {
        var stream = new StreamSummary(
            Guid.CreateVersion7(),
            "A stream",
            new StreamHost(hostId ?? Guid.CreateVersion7(), "host", "The Host", AvatarUrl: null),
            status,
            visibility,
            ChatEnabled: true,
            RecordEnabled: recordEnabled,
            StartedAt: status is StreamStatuses.Upcoming ? null : TimeProvider.System.GetUtcNow(),
            EndedAt: null,
            KeyId: $"{Guid.NewGuid():N}");
        _streams[stream.StreamId] = stream;
        return stream;
    }

    /// <summary>The creator edits the stream.</summary>
    public void Show(StreamSummary stream, string visibility) => _streams[stream.StreamId] = _streams[stream.StreamId] with { Visibility = visibility };

    public StreamSummary Find(Guid streamId) => _streams[streamId];

    /// <summary>The key with which a stream is published.</summary>
    public static string KeyOf(StreamSummary stream) => $"live_{stream.KeyId}";

    /// <summary>Makes a stream something else from now on.</summary>
    public StreamSummary Change(Guid streamId, Func<StreamSummary, StreamSummary> change) => _streams[streamId] = change(_streams[streamId]);

    /// <summary>Where a stream's recording was said to be, or null.</summary>
    public string? RecordingOf(Guid streamId) => _recordings.GetValueOrDefault(streamId);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Command(Guid id, string command, Guid hostId)
    {
        if (!_streams.TryGetValue(id, out var stream) || stream.Host.Id != hostId)
        {
            return Results.NotFound();
        }

        _commands.Enqueue((command, id));
        if (stream.Status is StreamStatuses.Ended || (command is "end" && !stream.IsLive))
        {
            return Results.Problem(statusCode: StatusCodes.Status409Conflict, detail: "The stream is not live.", extensions: [new("code", "stream.not_live")]);
        }

        return Results.Ok(_streams[id] = stream with
        {
            Status = command switch
            {
                "start" => StreamStatuses.Live,
                "interrupt" => StreamStatuses.Interrupted,
                _ => StreamStatuses.Ended,
            },
        });
    }

    private sealed record HostBody(Guid HostId);

    private sealed record KeyBody(string StreamKey);

    private sealed record RecordingBody(string Path);
}
