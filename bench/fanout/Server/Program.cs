using Clockit.Bench.Fanout;
using Clockit.Realtime;
using Clockit.Realtime.Hubs;
using Microsoft.AspNetCore.SignalR;

// fanout-server realtime|signalr PORT [REDIS]: the same hub on Clockit.Realtime with its Redis broker, or on SignalR's own groups.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{args[1]}");
// The driver sends no pings; neither server may close for that during a run.
void Configure(HubOptions hub) => hub.ClientTimeoutInterval = TimeSpan.FromHours(1);

var ours = string.Equals(args[0], "realtime", StringComparison.Ordinal);
if (ours)
{
    builder.Configuration["ConnectionStrings:redis"] = args[2];
    builder.Services.AddRealtime(realtime =>
    {
        realtime.Recoverable("said");
        realtime.GapMarker = gap => new GapMessage("gap", gap.Dropped);
    }).AddHubOptions<FanoutHub>(Configure);
}
else
{
    builder.Services.AddSignalR(Configure);
}

var app = builder.Build();
if (ours)
{
    app.MapRealtimeHub<FanoutHub>("/hub");
}
else
{
    app.MapHub<FanoutHub>("/hub");
}

await app.RunAsync();
