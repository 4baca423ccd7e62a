using Clockit.ServiceDefaults.OpenApi;
using Clockit.SignalingService.Application.Media;

namespace Clockit.SignalingService.Api.Media;

/// <summary>What WHIP and WHEP say of themselves in the API's document.</summary>
internal static class MediaDescriptions
{
    public static readonly HeaderDescription ETag = new("ETag", "A strong entity tag of the ICE session.", "\"5f0c7c1e9a3b2d48\"");
    public static readonly HeaderDescription IfMatch = new("If-Match", "The entity tag of the ICE session.", "\"5f0c7c1e9a3b2d48\"");
    public static readonly HeaderDescription Link = new("Link", "A STUN or TURN server; one header for each.", "<turn:203.0.113.7:3478?transport=udp>; rel=\"ice-server\"; username=\"1760000000:5f0c\"; credential=\"…\"; credential-type=\"password\"");
    public static readonly HeaderDescription AcceptPost = new("Accept-Post", "What can be posted.", SdpRequest.Sdp);

    public static readonly HeaderDescription AcceptPatch = new("Accept-Patch", "What can be patched.", SdpRequest.Fragment);

    /// <summary>StreamService's code.</summary>
    public const string AlreadyEnded = "stream.already_ended";

    /// <summary><c>GET</c> of an endpoint, which whoever wants to may call, on whatever stream.</summary>
    public static void DescribeEndpoint(this RouteHandlerBuilder get, string operationId, string protocol) => get
        .AllowAnonymous()
        .Describe(operationId, $"Whether {protocol} is here", $"There is nothing to read at a {protocol} endpoint.");

    /// <summary><c>OPTIONS</c> of a session.</summary>
    public static void DescribeSessionOptions(this RouteHandlerBuilder options, string operationId, string protocol) => options
        .AllowAnonymous()
        .Describe(operationId, $"What can be patched in a {protocol} session", "Answers with `Accept-Patch`, whether there is such a session or not.")
        .Produces(200)
        .Answers(200, AcceptPatch);

    /// <summary><c>OPTIONS</c> of an endpoint.</summary>
    public static void DescribeOptions(this RouteHandlerBuilder options, string operationId, string protocol) => options
        .AllowAnonymous()
        .Describe(operationId, $"What can be posted to {protocol}", "Answers with `Accept-Post`.")
        .Produces(200)
        .Answers(200, AcceptPost);

    public static RouteHandlerBuilder DescribeTrickle(this RouteHandlerBuilder patch) => patch
        .Problems(400, MediaCodes.SdpMalformed)
        .Problems(412, MediaCodes.EntityTag)
        .Problems(422, MediaCodes.IceRestart)
        .Problems(428, MediaCodes.EntityTagRequired);
}
