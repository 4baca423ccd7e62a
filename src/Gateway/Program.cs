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
builder.AddEdge();

var app = builder.Build();
app.UseArrival();
app.UseServiceDefaults();
app.UseAdmission();
app.MapAccounts();
app.MapEdge();
await app.RunAsync();
