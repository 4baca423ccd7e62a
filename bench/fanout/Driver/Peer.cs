using System.Globalization;

namespace Clockit.Bench.Fanout;

/// <summary>
/// What a server wants to hear. The driver reads answers as raw bytes: server frames are neither masked nor compressed.
/// </summary>
/// <param name="Path">The WebSocket's path and query, for a reader of a room.</param>
/// <param name="SenderPath">The same for a sender.</param>
/// <param name="Binary">Whether frames are binary.</param>
/// <param name="Steps">What a reader sends after the upgrade, each with the answer to wait for.</param>
/// <param name="SenderSteps">The same for a sender.</param>
/// <param name="Send">Wraps a text for a room.</param>
internal sealed record Peer(
    Func<string, string> Path,
    Func<string, string> SenderPath,
    bool Binary,
    Func<string, (string Send, string Await)[]> Steps,
    (string Send, string Await)[] SenderSteps,
    Func<string, string, string> Send)
{
    private const string Rs = "\u001e";
    private static readonly (string, string) SignalRHandshake = ("""{"protocol":"json","version":1}""" + Rs, "{}");

    public static Peer Named(string name) => name switch
    {
        "clockit" or "signalr" => new Peer(
            _ => "/hub",
            _ => "/hub",
            Binary: false,
            room => [SignalRHandshake, ($$"""{"type":1,"invocationId":"1","target":"join","arguments":["{{room}}"]}""" + Rs, "\"invocationId\":\"1\"")],
            [SignalRHandshake],
            (room, text) => $$"""{"type":1,"target":"send","arguments":["{{room}}","{{text}}"]}""" + Rs),
        "socketio" => new Peer(
            _ => "/socket.io/?EIO=4&transport=websocket",
            _ => "/socket.io/?EIO=4&transport=websocket",
            Binary: false,
            room => [("40", "40{"), ($"420[\"join\",\"{room}\"]", "430[")],
            [("40", "40{")],
            (room, text) => $"42[\"send\",\"{room}\",\"{text}\"]"),
        "nats" => new Peer(
            _ => "/",
            _ => "/",
            Binary: true,
            room => [("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB " + room + " 1\r\nPING\r\n", "PONG")],
            [("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nPING\r\n", "PONG")],
            (room, text) => string.Create(CultureInfo.InvariantCulture, $"PUB {room} {text.Length}\r\n{text}\r\n")),
        "nchan" => new Peer(
            room => "/sub?id=" + room,
            room => "/pub?id=" + room,
            Binary: false,
            _ => [],
            [],
            (_, text) => text),
        _ => throw new ArgumentException($"Unknown peer '{name}'.", nameof(name)),
    };
}
