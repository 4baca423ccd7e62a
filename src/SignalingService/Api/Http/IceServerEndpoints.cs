using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.SignalingService.Application.Ice;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.SignalingService.Api.Http;

/// <summary>STUN and TURN servers, for clients without a hub.</summary>
internal static class IceServerEndpoints
{
    public static void MapIceServers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/live/ice-servers", GetAsync)
            .WithTags("Media")
            .Describe("getIceServers", "STUN and TURN servers", "For whoever is signed in, or names the public stream that it watches. Credentials expire.")
            .Problems(401, ProblemCodes.AuthRequired);

    /// <summary>Relaying costs the operator bandwidth, so that credentials go only to accounts and to viewers of a running public stream.</summary>
    private static async Task<Results<Ok<IceServerList>, ProblemHttpResult>> GetAsync(
        [DataType("uuid"), Description("The stream that an anonymous caller watches.")] string? streamId, ClaimsPrincipal user, IceServers servers, IStreamDirectory streams, HttpContext context, CancellationToken cancellationToken)
    {
        if (user.UserId() is null && !await IsWatchableAsync(streamId, streams, cancellationToken))
        {
            return ApiProblem.Create(StatusCodes.Status401Unauthorized, ProblemCodes.AuthRequired, "Sign in, or name the public stream that you watch in the query: ?streamId=….");
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new IceServerList(servers.Create(), (int)servers.Lifetime.TotalSeconds));
    }

    private static async Task<bool> IsWatchableAsync(string? streamId, IStreamDirectory streams, CancellationToken cancellationToken) =>
        Guid.TryParseExact(streamId, "D", out var id)
        && await streams.FindAsync(id, cancellationToken) is { IsPublic: true, Status: not StreamStatuses.Ended };
}

/// <summary>How a browser connects to media.</summary>
/// <param name="IceServers">As <c>RTCConfiguration.iceServers</c>; empty when none is configured.</param>
/// <param name="ExpiresIn">Seconds for which the credentials let new allocations be made.</param>
public sealed record IceServerList(IReadOnlyList<IceServer> IceServers, int ExpiresIn);
