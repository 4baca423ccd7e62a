using System.Diagnostics;
using System.Globalization;
using Clockit.Bench;
using Clockit.Bench.Abuse;
using Clockit.Testing;

// One room's latency while one client abuses the service. See README.md.
const string ServiceCore = "0";
const string ServiceKey = "bench";
var rounds = args is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 3;
var duration = TimeSpan.FromSeconds(5);
using var processes = new Processes();
await using var redis = await TestServers.StartRedisAsync(durable: true);
await using var broker = await TestServers.StartMessagingAsync();
await using var issuer = await TestIssuer.StartAsync();
await using var streams = await Streams.StartAsync();
var (service, process) = await StartServiceAsync();
var hub = new Uri(service, "/hubs/chat");
await using var room = await Room.OpenAsync(hub, issuer, Guid.CreateVersion7());
// Until everything is compiled.
await room.MeasureAsync(duration);

Console.WriteLine("| abuse | sent/s | cut off/s | calm p50 / p99 ms | abused p50 / p99 ms | ratio of p99 (median over rounds) | at most | memory before / after MB |");
Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
foreach (var kind in AbuseKind.All(Guid.CreateVersion7()))
{
    var (calm, abused) = (new List<double[]>(), new List<double[]>());
    // Until what this kind needs is compiled.
    await WithAbuserAsync(NewAbuser(kind), () => room.MeasureAsync(TimeSpan.FromSeconds(1)));
    var memory = Memory();
    var abuser = NewAbuser(kind);
    for (var round = 0; round < rounds; round++)
    {
        calm.Add(await room.MeasureAsync(duration));
        abused.Add(await WithAbuserAsync(abuser, () => room.MeasureAsync(duration)));
    }

    var seconds = abuser.Time.TotalSeconds;
    var ratio = Statistics.Median(calm.Zip(abused, (a, b) => Statistics.Quantile(b, 0.99) / Statistics.Quantile(a, 0.99)));
    Console.WriteLine(
        $"| {kind.Name} | {abuser.Sent / seconds:F0} | {abuser.CutOff / seconds:F1} | {Quantiles(calm)} | {Quantiles(abused)} | {ratio:F2} | 2 | {memory} / {Memory()} |");
}

return;

Abuser NewAbuser(AbuseKind kind) => new(hub, issuer.CreateToken(Guid.CreateVersion7(), "mallory"), kind);

static async Task<double[]> WithAbuserAsync(Abuser abuser, Func<Task<double[]>> measureAsync)
{
    using var stop = new CancellationTokenSource();
    var abusing = Task.Run(() => abuser.RunAsync(stop.Token));
    var latencies = await measureAsync();
    await stop.CancelAsync();
    await abusing;
    return latencies;
}

static string Quantiles(IEnumerable<double[]> rounds)
{
    var all = rounds.SelectMany(round => round).ToArray();
    return $"{Statistics.Median(all):F1} / {Statistics.Quantile(all, 0.99):F1}";
}

long Memory()
{
    process.Refresh();
    return process.WorkingSet64 / 1024 / 1024;
}

async Task<(Uri Address, Process Process)> StartServiceAsync()
{
    var address = new Uri($"http://127.0.0.1:{Processes.FreePort()}");
    // taskset becomes the program that it starts, so the process is the service's own.
    var started = processes.Start(ServiceCore, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Clockit.ChatService.dll")], new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASPNETCORE_URLS"] = address.AbsoluteUri,
        ["ConnectionStrings__redis"] = await redis.ConnectionStringAsync(),
        ["ConnectionStrings__messaging"] = await broker.ConnectionStringAsync(),
        ["services__gateway__http__0"] = issuer.Address,
        ["services__stream-service__http__0"] = streams.Address,
        ["Internal__ServiceKey"] = ServiceKey,
        ["Logging__LogLevel__Default"] = "Critical",
    });
    await Processes.WaitUntilReadyAsync(new Uri(address, "/health/ready"));
    return (address, started);
}
