using System.Globalization;
using System.Text.Json;
using Clockit.Bench.Fanout;

// fanout-driver --peer NAME --ports P[,P] --pids PID[,PID…] --tokens T[,T…] --rooms N --viewers N --rate N --seconds N --warmup N [--stalled N] [--plain]
// fanout-driver --peer NAME --ports P --pids PID --idle N --probe PORT [--plain]
// Prints one line of JSON. See ../README.md for what is measured.
var compress = !args.Contains("--plain");
var options = args.Where(arg => !string.Equals(arg, "--plain", StringComparison.Ordinal)).Chunk(2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1], StringComparer.Ordinal);
string[] Texts(string name) => options.TryGetValue(name, out var value) ? value.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
int[] Numbers(string name) => [.. Texts(name).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
int Number(string name, int otherwise = 0) => Numbers(name) is [var number] ? number : otherwise;

var peer = Peer.Named(options["peer"], Texts("tokens"));
var (ports, pids) = (Numbers("ports"), Numbers("pids"));
if (Number("idle") is var idle and > 0)
{
    Console.WriteLine(JsonSerializer.Serialize(Idle.Measure(peer, ports[0], pids[0], Number("probe"), idle, compress)));
    return;
}

using var load = new Load(
    peer, new LoadPlan(ports, pids, Number("rooms", 1), Number("viewers"), Number("stalled"), Number("rate"), Number("seconds", 5), Number("warmup", 5), compress));
Console.WriteLine(JsonSerializer.Serialize(load.Run()));
