// A service for tests of the AppHost and the gateway: it says who answered, and writes down its end.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
app.MapFallback("/{**path}", () => $"{Environment.ProcessId}");
app.MapGet("/health/ready", () => "ready");
if (builder.Configuration["ENDS"] is { } ends)
{
    app.Lifetime.ApplicationStopping.Register(() => File.AppendAllText(ends, "echo\n"));
}

await app.RunAsync();
