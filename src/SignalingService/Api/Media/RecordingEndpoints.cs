using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.IO.Pipelines;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Application.Recordings;
using Clockit.StreamService.Client;
using Microsoft.Net.Http.Headers;

namespace Clockit.SignalingService.Api.Media;

/// <summary>What was recorded of a stream.</summary>
internal static class RecordingEndpoints
{
    private static readonly HeaderDescription Range = new("Range", "Which bytes of the file.", "bytes=0-65535");

    public static void MapRecordings(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/live/{streamId}/recording", GetAsync)
            .WithTags("Media")
            .Describe("getRecording", "Play a stream's recording", "For anyone who may see the stream, once it is over and its `recordingUrl` is set. WebM or MP4, by its codecs; ranges of it can be read.")
            .Takes(Range)
            .Produces<PipeReader>(200, "video/webm", "video/mp4")
            .Produces<PipeReader>(206, "video/webm", "video/mp4")
            .Problems(416, ProblemCodes.RequestInvalid)
            .Problems(404, ProblemCodes.StreamNotFound, MediaCodes.RecordingNotFound);

    private static async Task<IResult> GetAsync(
        [DataType("uuid"), Description("The stream.")] string streamId, HttpContext http, IStreamDirectory streams, IRecordings recordings, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(streamId, "D", out var id) || await streams.FindVisibleAsync(id, http.User, cancellationToken) is not { } stream)
        {
            return ApiProblem.StreamNotFound();
        }

        if (stream.Status is not StreamStatuses.Ended || recordings.Find(id) is not { } recording)
        {
            return ApiProblem.NotFound(MediaCodes.RecordingNotFound, "There is no recording of this stream (yet).");
        }

        var file = new FileInfo(recording.Path);
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.PhysicalFile(
            recording.Path,
            recording.ContentType,
            lastModified: new DateTimeOffset(file.LastWriteTimeUtc),
            entityTag: new EntityTagHeaderValue($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\""),
            enableRangeProcessing: true);
    }
}
