using Clockit.Gateway.Api.Auth;
using Clockit.Gateway.Api.Edge;
using Clockit.Gateway.Infrastructure;
using Clockit.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
if (args is ["migrate"])
{
    await DatabaseMigration.RunAsync(builder.Configuration);
    return;
}

builder.AddServiceDefaults();
builder.AddAccounts();
builder.AddRateLimits();
builder.AddServiceProxy();

var app = builder.Build();
app.UseTrustedHeaders();
app.UseSecurityHeaders();
app.UseServiceDefaults();
app.UseOriginCheck();
app.UseRateLimiter();
app.UseWebClient();
app.MapAuth();
app.MapDiscovery();
app.MapApiDocument();
app.MapHealthSummary();
app.MapServiceProxy();
await app.RunAsync();
