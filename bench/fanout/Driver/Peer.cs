using System.Globalization;
using System.Text;

namespace Clockit.Bench.Fanout;

/// <summary>
/// What a server wants to hear. A sender's answers are read as raw bytes: it offers no compression.
/// </summary>
/// <param name="Room">The name of a room by its number.</param>
/// <param name="Path">The WebSocket's path and query, for a reader of a room.</param>
/// <param name="SenderPath">The same for a sender.</param>
/// <param name="Binary">Whether frames are binary.</param>
/// <param name="Steps">What a reader sends after the upgrade, each with the answer to wait for.</param>
/// <param name="SenderSteps">The same for a sender.</param>
/// <param name="Send">Wraps a text for a room; the number is the message's.</param>
internal sealed record Peer(
    Func<int, string> Room,
    Func<string, string> Path,
    Func<string, string> SenderPath,
    bool Binary,
    Func<string, (string Send, string Await)[]> Steps,
    (string Send, string Await)[] SenderSteps,
    Func<string, string, long, string> Send)
{
    private const string Rs = "\u001e";
    private static readonly (string, string) SignalRHandshake = ("""{"protocol":"json","version":1}""" + Rs, "{}");
    private string[] _tokens = [];

    /// <summary>How an answer to a sender begins that refuses its message; null when nothing is answered.</summary>
    public byte[]? Refusal { get; private init; }

    /// <summary>What each reader says before the load and again before what is measured, so that it does not count as silent.</summary>
    public string? Ping { get; private init; }

    /// <summary>The bearer token of a sender, if the server asks for one.</summary>
    public string? Token(int sender) => _tokens.Length == 0 ? null : _tokens[sender % _tokens.Length];

    public static Peer Named(string name, string[] tokens) => name switch
    {
        "clockit" => new Peer(
            // As StreamService names streams.
            number => string.Create(CultureInfo.InvariantCulture, $"01900000-0000-7000-8000-{number:D12}"),
            _ => "/hubs/chat",
            _ => "/hubs/chat",
            Binary: false,
            room => [SignalRHandshake, ($$"""{"type":1,"invocationId":"1","target":"join_chat","arguments":[{"streamId":"{{room}}"}]}""" + Rs, "\"invocationId\":\"1\",\"result\"")],
            [SignalRHandshake],
            (room, text, number) => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"type":1,"invocationId":"{{number}}","target":"live_comment","arguments":[{"streamId":"{{room}}","comment":"{{text}}","clientId":"{{number:x16}}"}]}{{Rs}}"""))
        {
            Refusal = "\"error\":"u8.ToArray(),
            Ping = """{"type":6}""" + Rs,
            _tokens = tokens,
        },
        "realtime" or "signalr" => Plain(
            _ => "/hub",
            room => [SignalRHandshake, ($$"""{"type":1,"invocationId":"1","target":"join","arguments":["{{room}}"]}""" + Rs, "\"invocationId\":\"1\"")],
            [SignalRHandshake],
            (room, text) => $$"""{"type":1,"target":"send","arguments":["{{room}}","{{text}}"]}""" + Rs),
        "socketio" => Plain(
            _ => "/socket.io/?EIO=4&transport=websocket",
            room => [("40", "40{"), ($"420[\"join\",\"{room}\"]", "430[")],
            [("40", "40{")],
            (room, text) => $"42[\"send\",\"{room}\",\"{text}\"]"),
        "centrifuge" => Plain(
            _ => "/connection/websocket",
            room => [("""{"id":1}""", "\"id\":1"), ($$$"""{"id":2,"method":1,"params":{"channel":"{{{room}}}"}}""", "\"id\":2")],
            [("""{"id":1}""", "\"id\":1")],
            (room, text) => $$$"""{"id":3,"method":3,"params":{"channel":"{{{room}}}","data":"{{{text}}}"}}""",
            refusal: "\"error\":"),
        "nats" => Plain(
            _ => "/",
            room => [("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB " + room + " 1\r\nPING\r\n", "PONG")],
            [("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nPING\r\n", "PONG")],
            (room, text) => string.Create(CultureInfo.InvariantCulture, $"PUB {room} {text.Length}\r\n{text}\r\n"),
            binary: true),
        "nchan" => Plain(room => "/sub?id=" + room, _ => [], [], (_, text) => text) with { SenderPath = room => "/pub?id=" + room },
        _ => throw new ArgumentException($"Unknown peer '{name}'.", nameof(name)),
    };

    private static Peer Plain(
        Func<string, string> path,
        Func<string, (string Send, string Await)[]> steps,
        (string Send, string Await)[] senderSteps,
        Func<string, string, string> send,
        bool binary = false,
        string? refusal = null) =>
        new(number => "room-" + number.ToString(CultureInfo.InvariantCulture), path, path, binary, steps, senderSteps, (room, text, _) => send(room, text))
        {
            Refusal = refusal is null ? null : Encoding.UTF8.GetBytes(refusal),
        };
}
