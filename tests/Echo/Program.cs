// A service for the tests of the AppHost: says who answered, and crashes when asked to.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
app.MapGet("/", () => $"{Environment.ProcessId}");
app.MapGet("/health/ready", () => "ready");
await app.RunAsync();
