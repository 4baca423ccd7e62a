using Clockit.Accounts.Api;
using Clockit.Accounts.Infrastructure;
using Clockit.Accounts.Infrastructure.Store;
using Clockit.Gateway.Api.Edge;
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
app.UseServiceCalls();
app.UseTrustedHeaders();
app.UseSecurityHeaders();
app.UseServiceDefaults();
app.UseOriginCheck();
app.UseRateLimiter();
app.UseInternalAddresses();
app.UseWebClient();
app.MapAccounts();
app.MapApiDocument();
app.MapApiReference();
app.MapHealthSummary();
app.MapServiceProxy();
await app.RunAsync();
