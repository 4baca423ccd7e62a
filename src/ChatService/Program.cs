using Clockit.ChatService.Api;
using Clockit.ChatService.Application;
using Clockit.ChatService.Infrastructure;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Authentication;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddAccountChanges();
builder.Services.AddApplication(builder.Configuration);
builder.AddInfrastructure();
builder.AddApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapApi();
await app.RunAsync();
