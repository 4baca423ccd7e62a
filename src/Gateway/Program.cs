using Clockit.Gateway.Api.Auth;
using Clockit.Gateway.Api.Edge;
using Clockit.Gateway.Api.Internal;
using Clockit.Gateway.Api.Users;
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
app.UseServiceCalls();
app.UseTrustedHeaders();
app.UseSecurityHeaders();
app.UseServiceDefaults();
app.UseOriginCheck();
app.UseRateLimiter();
app.UseInternalAddresses();
app.UseWebClient();
app.MapAuth();
app.MapProfile();
app.MapProviders();
app.MapUsers();
app.MapFollows();
app.MapRoles();
app.MapFollowerPages();
app.MapDiscovery();
app.MapApiDocument();
app.MapHealthSummary();
app.MapServiceProxy();
await app.RunAsync();
