using Clockit.ChatService.Api;
using Clockit.ChatService.Application;
using Clockit.ChatService.Infrastructure;
using Clockit.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddApplication(builder.Configuration);
builder.AddInfrastructure();
builder.AddApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapApi();
await app.RunAsync();
