using System.Globalization;
using System.Text.Json;
using Clockit.Bench.Fanout;

// fanout-driver --peer NAME --ports P[,P] --pids PID[,PID…] --rooms N --viewers N --rate N --seconds N [--stalled N] [--idle N]
// Prints one line of JSON. See ../README.md for what is measured.
var options = args.Chunk(2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1], StringComparer.Ordinal);
int Number(string name, int otherwise = 0) =>
    options.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
int[] Numbers(string name) => [.. options[name].Split(',').Select(value => int.Parse(value, CultureInfo.InvariantCulture))];

var peer = Peer.Named(options["peer"]);
var (ports, pids) = (Numbers("ports"), Numbers("pids"));

if (Number("idle") is var idle and > 0)
{
    Console.WriteLine(JsonSerializer.Serialize(await Idle.MeasureAsync(peer, ports[0], pids[0], idle)));
    return;
}

var load = new Load(peer, ports, pids, Number("rooms", 1), Number("viewers"), Number("stalled"), Number("rate"), Number("seconds", 5));
Console.WriteLine(JsonSerializer.Serialize(await load.RunAsync()));
