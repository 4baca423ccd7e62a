using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Clockit.Realtime.Transport;
using Microsoft.AspNetCore.Http;

namespace Clockit.Realtime.Hubs;

/// <summary>
/// Answers SignalR's negotiation without remembering anything: the ids in the answer are there because clients expect
/// them, and whichever node a client then reaches gives the connection an id of its own.
/// </summary>
internal static class Negotiation
{
    private static readonly Offer[] Offered = [new("WebSockets", ["Text", "Binary"])];

    public static Task AnswerAsync(HttpContext http, ConnectionRegistry registry)
    {
        if (registry.IsDraining)
        {
            return RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, "This node is shutting down; connect again.");
        }

        var wanted = 0;
        if (http.Request.Query.TryGetValue("negotiateVersion", out var asked)
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out wanted)))
        {
            return RefuseAsync(http, StatusCodes.Status400BadRequest, "negotiateVersion must be a number.");
        }

        http.Response.Headers.CacheControl = "no-store";
        return wanted == 0
            ? http.Response.WriteAsJsonAsync(new AnswerV0(0, NewId(), Offered), http.RequestAborted)
            : http.Response.WriteAsJsonAsync(new AnswerV1(1, NewId(), NewId(), Offered), http.RequestAborted);
    }

    public static Task RefuseAsync(HttpContext http, int status, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = status == StatusCodes.Status400BadRequest ? "request.invalid" : "service.unavailable",
        }).ExecuteAsync(http);

    private static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    private sealed record AnswerV0(int NegotiateVersion, string ConnectionId, Offer[] AvailableTransports);

    private sealed record AnswerV1(int NegotiateVersion, string ConnectionId, string ConnectionToken, Offer[] AvailableTransports);

    private sealed record Offer(
        [property: System.Text.Json.Serialization.JsonPropertyName("transport")] string Name, string[] TransferFormats);
}
