using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Authentication;
using Clockit.StreamService.Api;
using Clockit.StreamService.Infrastructure;

var builder = WebApplication.CreateBuilder(args);
if (args is ["migrate"])
{
    await DatabaseMigration.RunAsync(builder.Configuration);
    return;
}

builder.AddServiceDefaults();
builder.AddAccountChanges();
builder.AddInfrastructure();
builder.AddApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapApi();
await app.RunAsync();
