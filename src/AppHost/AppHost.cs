using Clockit.AppHost;
using Clockit.AppHost.Servers;
using Clockit.AppHost.Status;
using Clockit.AppHost.Supervision;

var builder = DistributedApplication.CreateBuilder(args);
var settings = LocalSettings.ReadOrExit(builder.Configuration, builder.AppHostDirectory);
var data = new LocalData(settings.DataFolder);
using var run = RunFolder.OpenOrExit(data, settings);
builder.AddSupervision();
builder.AddResourceLogFiles(settings.LogFolder);
builder.AddDashboard(settings, data);
builder.AddStatus(run);

// Servers
var postgres = builder.AddNativePostgres("postgres", data);
var accounts = postgres.AddDatabase("accounts");
var streams = postgres.AddDatabase("streams");
var redis = builder.AddNativeRedis("redis", data);
var messaging = builder.AddNativeRabbitMQ("messaging", data);
var janus = builder.AddNativeJanus("janus", data, settings.MediaAddress);

// Schemas
var migrateAccounts = builder.AddMigration<Projects.Gateway>("migrate-accounts")
    .WithReference(accounts).WaitFor(accounts);
var migrateStreams = builder.AddMigration<Projects.StreamService>("migrate-streams")
    .WithReference(streams).WaitFor(streams);

// Services
var streamService = builder.AddService<Projects.StreamService>("stream-service", settings, data)
    .WithDefault("StreamKeys__Secret", data.Secret("stream-keys"))
    .WithMigrateCommand(migrateStreams)
    .WithReference(streams).WaitForCompletion(migrateStreams)
    .WithReference(messaging).WaitFor(messaging);
var chatService = builder.AddService<Projects.ChatService>("chat-service", settings, data)
    .WithReference(redis).WaitFor(redis)
    .WithReference(messaging).WaitFor(messaging);
var signalingService = builder.AddService<Projects.SignalingService>("signaling-service", settings, data)
    .WithReference(redis).WaitFor(redis)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(janus).WaitFor(janus);

// The edge: no proxy before it, so that it sees its callers' addresses.
var gateway = builder.AddProgram<Projects.Gateway>("gateway")
    .WithLocalDefaults(settings, data)
    .WithSettingsOfCaller()
    .WithHttpEndpoint(port: settings.Port, targetPort: settings.Port, name: "http", isProxied: false)
    .WithEndpoint("http", endpoint => endpoint.TargetHost = settings.Host)
    .WithHttpHealthCheck("/health/ready")
    .WithDefault("Accounts__Secret", data.Secret("accounts"))
    .WithDefault("Gateway__WebRoot", Path.GetFullPath("../Web/dist", builder.AppHostDirectory))
    .WithUrlForEndpoint("http", url => url.DisplayText = "Web client")
    .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/openapi/v1.json", DisplayText = "API document" })
    .WithMigrateCommand(migrateAccounts)
    .WithReference(accounts).WaitForCompletion(migrateAccounts);

// Any of them may call any other.
foreach (var project in new[] { streamService, chatService, signalingService, gateway })
{
    project
        .WithReference(streamService)
        .WithReference(chatService)
        .WithReference(signalingService)
        .WithReference(gateway);
}

if (TurnServerExtensions.IsInstalled)
{
    var turn = builder.AddNativeTurn("coturn", data);
    signalingService
        // {host} is the public origin's.
        .WithDefault("Turn__Urls", $"turn:{{host}}:{data.Port("coturn")}?transport=udp")
        .WithDefault("Turn__Secret", turn.Resource.Secret)
        .WaitFor(turn);
}

await builder.Build().RunAsync();
