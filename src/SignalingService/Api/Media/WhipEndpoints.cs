using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.SignalingService.Application.Ice;
using Clockit.SignalingService.Application.Media;

namespace Clockit.SignalingService.Api.Media;

/// <summary>Media in: WHIP (RFC 9725).</summary>
internal static class WhipEndpoints
{
    private const string ByKey = "/whip";
    private const string OfStream = "/api/live/{streamId}/whip";
    private const string Session = OfStream + "/{sessionId}";
    private const string Offer = "The body is the SDP offer, the answer's body the SDP answer with all candidates. The stream is live from then on; whoever published it before is replaced.";

    public static void MapWhip(this IEndpointRouteBuilder routes)
    {
        var whip = routes.MapGroup("").WithTags("Media").AnswerRefusals();
        whip.MapPost(ByKey, (HttpContext http, [AsParameters] Whip call) => call.PublishAsync(http, streamId: null))
            .DescribePublish("publishByKey", "Publish a stream (WHIP) by its key", $"With the stream key as bearer token, which tells the stream. {Offer}");
        whip.MapPost(OfStream, ([DataType("uuid"), Description("The stream.")] string streamId, HttpContext http, [AsParameters] Whip call) => call.PublishAsync(http, streamId))
            .DescribePublish("publishStream", "Publish a stream (WHIP)", $"With the stream key as bearer token, or as the stream's creator. {Offer}")
            .Problems(403, ProblemCodes.StreamNotHost)
            .Problems(404, ProblemCodes.StreamNotFound);
        whip.MapGet(ByKey, () => TypedResults.NoContent()).DescribeEndpoint("whipEndpoint", "WHIP");
        whip.MapMethods(ByKey, [HttpMethods.Options], MediaAnswers.Options).DescribeOptions("whipOptions", "WHIP");
        whip.MapGet(OfStream, ([DataType("uuid"), Description("The stream.")] string streamId) => TypedResults.NoContent()).DescribeEndpoint("streamWhipEndpoint", "WHIP");
        whip.MapMethods(OfStream, [HttpMethods.Options], ([DataType("uuid"), Description("The stream.")] string streamId, HttpContext http) => MediaAnswers.Options(http))
            .DescribeOptions("streamWhipOptions", "WHIP");
        whip.MapMethods(Session, [HttpMethods.Options], ([DataType("uuid"), Description("The stream.")] string streamId, string sessionId, HttpContext http) => MediaAnswers.SessionOptions(http, SdpRequest.Fragment))
            .DescribeSessionOptions("whipSessionOptions", "WHIP");

        var session = whip.MapGroup(Session)
            .Problems(401, ProblemCodes.AuthRequired)
            .Problems(403, ProblemCodes.StreamNotHost)
            .Problems(404, ProblemCodes.StreamNotFound, MediaCodes.SessionNotFound);
        session.MapGet("", async ([DataType("uuid"), Description("The stream.")] string streamId, string sessionId, [AsParameters] WhipSession call) =>
        {
            await call.FindAsync(streamId, sessionId);
            return TypedResults.NoContent();
        })
            .Describe("whipSession", "Whether a WHIP session is there", "For the one who publishes. There is nothing to read in it.").Produces(204);
        session.MapPatch("", async ([DataType("uuid"), Description("The stream.")] string streamId, string sessionId, [AsParameters] WhipSession call) =>
        {
            await call.Sessions.TrickleAsync(
                await call.FindAsync(streamId, sessionId), call.Http.Request.Headers.IfMatch, await SdpRequest.ReadAsync(call.Http.Request, call.Cancellation), call.Cancellation);
            return TypedResults.NoContent();
        })
            .Accepts<string>(SdpRequest.Fragment)
            .Describe("trickleWhip", "Add ICE candidates to a WHIP session", "For the one who publishes: trickle ICE. ICE restarts are not supported: publish again instead.")
            .Takes(MediaDescriptions.IfMatch)
            .Produces(204)
            .DescribeTrickle();
        session.MapDelete("", async ([DataType("uuid"), Description("The stream.")] string streamId, string sessionId, [AsParameters] WhipSession call) =>
        {
            await call.Sessions.EndAsync(await call.StreamAsync(streamId), MediaSessionKind.Ingest, sessionId, _ => true);
            return TypedResults.Ok();
        })
            .Describe("endWhip", "End a WHIP session", "For the one who publishes. A session that has just gone is ended all the same. The stream is interrupted, and ends unless media comes within the grace period.");
    }

    private static RouteHandlerBuilder DescribePublish(this RouteHandlerBuilder publish, string operationId, string summary, string description) => publish
        .Accepts<string>(SdpRequest.Sdp)
        .Describe(operationId, summary, description)
        .Produces<string>(201, SdpRequest.Sdp)
        .Answers(201, MediaDescriptions.ETag)
        .Answers(201, MediaDescriptions.Link)
        .Problems(400, MediaCodes.SdpMalformed)
        .Problems(401, ProblemCodes.AuthRequired)
        .Problems(409, ProblemCodes.StreamNotLive, MediaDescriptions.AlreadyEnded)
        .Problems(422, MediaCodes.SdpRefused)
        .Problems(503, MediaCodes.TooManySessions, ProblemCodes.ServiceUnavailable);

    /// <summary>What publishing needs.</summary>
    internal readonly record struct Whip(WhipIngest Ingest, Publishers Publishers, IceServers Servers, PublicOrigin Origin, CancellationToken Cancellation)
    {
        public async Task<IResult> PublishAsync(HttpContext http, string? streamId)
        {
            // An id that is no UUID names no stream; it is told so late, to those alone who have a key or a token.
            Guid? id = streamId is null ? null : Guid.TryParseExact(streamId, "D", out var parsed) ? parsed : Guid.Empty;
            var (stream, keyId) = await Publishers.FindAsync(http, id, Cancellation);
            if (!http.Request.IsOf(SdpRequest.Sdp))
            {
                return SdpRequest.UnsupportedType(http);
            }

            var (session, answer) = await Ingest.PublishAsync(stream, keyId, await SdpRequest.ReadAsync(http.Request, Cancellation), Cancellation);
            return MediaAnswers.Described(http, StatusCodes.Status201Created, session, answer, Servers, Origin);
        }
    }

    /// <summary>What a session of a publisher needs.</summary>
    internal readonly record struct WhipSession(MediaSessions Sessions, Publishers Publishers, HttpContext Http, CancellationToken Cancellation)
    {
        /// <summary>The session, for whoever may publish its stream.</summary>
        public async Task<MediaSession> FindAsync(string streamId, string sessionId) =>
            await Sessions.FindAsync(await StreamAsync(streamId), MediaSessionKind.Ingest, sessionId);

        /// <summary>The stream, for whoever may publish it.</summary>
        public async Task<Guid> StreamAsync(string streamId)
        {
            var (stream, _) = await Publishers.FindAsync(Http, Guid.TryParseExact(streamId, "D", out var id) ? id : Guid.Empty, Cancellation);
            return stream.StreamId;
        }
    }
}
