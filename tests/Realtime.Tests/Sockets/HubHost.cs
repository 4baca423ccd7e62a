using System.Diagnostics.Metrics;
using Clockit.Realtime.Hubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clockit.Realtime.Tests.Sockets;

/// <summary>One node: a real Kestrel on a free port with <see cref="TestHub"/> at /hubs/test.</summary>
internal sealed class HubHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HubHost(WebApplication app) => _app = app;

    public Uri Hub => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hubs/test");

    public IHubContext<TestHub> Context => Services.GetRequiredService<IHubContext<TestHub>>();

    public IServiceProvider Services => _app.Services;

    public static Task<HubHost> StartAsync(RedisServer redis, string keyPrefix, Action<RealtimeOptions>? configure = null, Action<IApplicationBuilder>? use = null) =>
        StartAsync(redis.ConnectionString, keyPrefix, configure, use);

    public static async Task<HubHost> StartAsync(string redis, string keyPrefix, Action<RealtimeOptions>? configure = null, Action<IApplicationBuilder>? use = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:redis", redis)]);
        builder.Services.AddRealtime(options =>
        {
            options.KeyPrefix = keyPrefix;
            options.DrainWindow = TimeSpan.Zero;
            configure?.Invoke(options);
        }).AddCodedErrors();
        var app = builder.Build();
        use?.Invoke(app);
        app.MapRealtimeHub<TestHub>("/hubs/test");
        await app.StartAsync();
        return new HubHost(app);
    }

    /// <summary>Sums what an instrument of the meter measured from now on.</summary>
    public Measurements Measure(string instrument) => new(Services.GetRequiredService<IMeterFactory>(), instrument);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _sum;

        public Measurements(IMeterFactory meters, string instrument)
        {
            _listener.InstrumentPublished = (published, listener) =>
            {
                if (published.Meter.Scope == meters && string.Equals(published.Name, instrument, StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(published);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _sum, value));
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Interlocked.Add(ref _sum, value));
            _listener.Start();
        }

        public long Sum => Interlocked.Read(ref _sum);

        public void Dispose() => _listener.Dispose();
    }
}
