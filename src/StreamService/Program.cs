using Clockit.ServiceDefaults;
using Clockit.StreamService.Api;
using Clockit.StreamService.Infrastructure;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInfrastructure();
builder.AddApi();

var app = builder.Build();
if (args is ["migrate"])
{
    return await app.MigrateAsync();
}

app.UseServiceDefaults();
app.MapApi();
await app.RunAsync();
return 0;
