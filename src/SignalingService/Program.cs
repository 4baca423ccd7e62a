using Clockit.Realtime.Hosting;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Messaging;
using Clockit.ServiceDefaults.Redis;
using Clockit.ServiceDefaults.Streams;
using Clockit.SignalingService;
using Clockit.SignalingService.Api.Http;
using Clockit.SignalingService.Api.Hub;
using Clockit.SignalingService.Infrastructure.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults().AddRedis().AddStreamDirectory();
builder.AddEventPublisher().AddEventConsumers("signaling-service", typeof(LiveEventConsumer));
builder.AddPresence().AddLifecycle().AddSignaling();

var app = builder.Build();
app.UseServiceDefaults();
app.MapRealtimeHub<LiveHub>("/hubs/live");
app.MapViewers();
app.MapIceServers();
await app.RunAsync();
