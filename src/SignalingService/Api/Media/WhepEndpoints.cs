using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.SignalingService.Application.Ice;
using Clockit.SignalingService.Application.Media;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Api.Media;

/// <summary>Media out: WHEP (draft-ietf-wish-whep).</summary>
internal static class WhepEndpoints
{
    private const string OfStream = "/api/live/{streamId}/whep";
    private const string Session = OfStream + "/{sessionId}";

    /// <summary>A preference (RFC 7240) of ours: the draft leaves it to the server when it makes a counter-offer.</summary>
    private const string CounterOffer = "counter-offer";

    private static readonly HeaderDescription Prefer = new("Prefer", "`counter-offer` asks for the server's offer in place of its answer.", CounterOffer);

    public static void MapWhep(this IEndpointRouteBuilder routes)
    {
        var whep = routes.MapGroup("").WithTags("Media").AnswerRefusals().RefuseInvalidTokens();
        whep.MapPost(OfStream, WatchAsync)
            .Accepts<string>(SdpRequest.Sdp)
            .Describe(
                "watchStream",
                "Watch a stream (WHEP)",
                "For anyone who may see it. The body is an SDP offer; the answer's body is the SDP answer, with all candidates. With `Prefer: counter-offer` it is 406 instead: its body is the server's own offer, and its `Location` takes the client's answer by `PATCH` within 30 s.")
            .Takes(Prefer)
            .Produces<string>(201, SdpRequest.Sdp)
            .Answers(201, MediaDescriptions.ETag)
            .Answers(201, MediaDescriptions.Link)
            .Produces<string>(406, SdpRequest.Sdp)
            .Answers(406, HeaderDescription.Location)
            .Answers(406, MediaDescriptions.ETag)
            .Answers(406, MediaDescriptions.Link)
            .Problems(400, MediaCodes.SdpMalformed)
            .Problems(401, ProblemCodes.AuthRequired)
            .Problems(404, ProblemCodes.StreamNotFound)
            .Problems(409, ProblemCodes.StreamNotLive, MediaCodes.NotPublished)
            .Problems(422, MediaCodes.SdpRefused, MediaCodes.CodecMissing)
            .Problems(503, MediaCodes.TooManySessions, ProblemCodes.ServiceUnavailable);
        whep.MapGet(OfStream, ([DataType("uuid"), Description("The stream.")] string streamId) => TypedResults.NoContent()).DescribeEndpoint("whepEndpoint", "WHEP");
        whep.MapMethods(OfStream, [HttpMethods.Options], ([DataType("uuid"), Description("The stream.")] string streamId, HttpContext http) => MediaAnswers.Options(http))
            .DescribeOptions("whepOptions", "WHEP");
        whep.MapMethods(
            Session,
            [HttpMethods.Options],
            ([DataType("uuid"), Description("The stream.")] string streamId, string sessionId, HttpContext http) => MediaAnswers.SessionOptions(http, $"{SdpRequest.Sdp}, {SdpRequest.Fragment}"))
            .DescribeSessionOptions("whepSessionOptions", "WHEP");

        var session = whep.MapGroup(Session).Problems(401, ProblemCodes.AuthRequired).Problems(404, MediaCodes.SessionNotFound);
        session.MapGet("", async ([DataType("uuid"), Description("The stream.")] string streamId, string sessionId, [AsParameters] WhepSession call) =>
        {
            await call.FindAsync(streamId, sessionId);
            return TypedResults.NoContent();
        })
            .Describe("whepSession", "Whether a WHEP session is there", "For its viewer. There is nothing to read in it.").Produces(204);
        session.MapPatch("", ChangeAsync)
            .Accepts<string>(SdpRequest.Sdp, SdpRequest.Fragment)
            .Describe(
                "answerWhep",
                "Answer a counter-offer, or add ICE candidates",
                "For the session's viewer. An `application/sdp` is the answer to the counter-offer; an `application/trickle-ice-sdpfrag`, with `If-Match`, tells of candidates. ICE restarts are not supported: watch again instead.")
            .Takes(MediaDescriptions.IfMatch)
            .Produces(204)
            .Problems(409, MediaCodes.AlreadyAnswered)
            .Problems(422, MediaCodes.SdpRefused)
            .DescribeTrickle();
        session.MapDelete("", async ([DataType("uuid"), Description("The stream.")] string streamId, string sessionId, [AsParameters] WhepSession call) =>
        {
            await call.EndAsync(streamId, sessionId);
            return TypedResults.Ok();
        })
            .Describe("endWhep", "End a WHEP session", "For its viewer. A session that has just gone is ended all the same.");
    }

    private static async Task<IResult> WatchAsync(
        [DataType("uuid"), Description("The stream.")] string streamId, HttpContext http, WhepPlayback playback, IStreamDirectory streams, IceServers servers, PublicOrigin origin, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(streamId, "D", out var id) || await streams.FindVisibleAsync(id, http.User, cancellationToken) is not { } stream)
        {
            return ApiProblem.StreamNotFound();
        }

        if (!http.Request.IsOf(SdpRequest.Sdp))
        {
            return SdpRequest.UnsupportedType(http);
        }

        var counters = http.Request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).Contains(CounterOffer, StringComparer.OrdinalIgnoreCase);
        var (session, description) = await playback.WatchAsync(stream, http.User.ToCaller(), await SdpRequest.ReadAsync(http.Request, cancellationToken), counters, cancellationToken);
        return MediaAnswers.Described(http, counters ? StatusCodes.Status406NotAcceptable : StatusCodes.Status201Created, session, description, servers, origin);
    }

    private static async Task<IResult> ChangeAsync(
        [DataType("uuid"), Description("The stream.")] string streamId, string sessionId, [AsParameters] WhepSession call, WhepPlayback playback)
    {
        var session = await call.FindAsync(streamId, sessionId);
        var request = call.Http.Request;
        if (request.IsOf(SdpRequest.Sdp))
        {
            await playback.AnswerAsync(session, await SdpRequest.ReadAsync(request, call.Cancellation), call.Cancellation);
        }
        else if (request.IsOf(SdpRequest.Fragment))
        {
            await call.Sessions.TrickleAsync(session, request.Headers.IfMatch, await SdpRequest.ReadAsync(request, call.Cancellation), call.Cancellation);
        }
        else
        {
            return SdpRequest.UnsupportedType(call.Http);
        }

        return TypedResults.NoContent();
    }

    /// <summary>What a session of a viewer needs.</summary>
    internal readonly record struct WhepSession(MediaSessions Sessions, HttpContext Http, CancellationToken Cancellation)
    {
        /// <summary>The session, for the account that began it; that of nobody for whoever has its address and no account.</summary>
        public async Task<MediaSession> FindAsync(string streamId, string sessionId)
        {
            var session = await Sessions.FindAsync(Guid.TryParseExact(streamId, "D", out var id) ? id : Guid.Empty, MediaSessionKind.Playback, sessionId);
            return session.UserId == Http.User.UserId() ? session : throw MediaSessions.NotFound();
        }

        public Task EndAsync(string streamId, string sessionId)
        {
            var viewer = Http.User.UserId();
            return Sessions.EndAsync(Guid.TryParseExact(streamId, "D", out var id) ? id : Guid.Empty, MediaSessionKind.Playback, sessionId, session => session.UserId == viewer);
        }
    }
}
