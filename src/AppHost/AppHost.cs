using Clockit.AppHost.Servers;

var builder = DistributedApplication.CreateBuilder(args);
var data = new LocalData(builder.Configuration["CLOCKIT_DATA"] ?? ".clockit");
builder.AddNativePostgres("postgres", data).AddDatabase("accounts");
builder.AddNativeRedis("redis", data);
builder.AddNativeRabbitMQ("messaging", data);
await builder.Build().RunAsync();
