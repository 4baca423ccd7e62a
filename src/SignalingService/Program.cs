using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Authentication;
using Clockit.SignalingService.Api;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Infrastructure;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddAccountChanges();
builder.Services.AddApplication();
builder.AddInfrastructure();
builder.AddApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapApi();
await app.RunAsync();
