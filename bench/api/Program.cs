using System.Globalization;
using Clockit.Bench;
using Clockit.Bench.Api;
using Clockit.Testing;
using Npgsql;

// Runs on the core that the database and the load come from; what is measured runs on the other one. See README.md.
const string ServerCore = "0";
const string LoadCore = "1";
var rounds = args is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
var here = Path.GetFullPath("../../..", AppContext.BaseDirectory);
using var processes = new Processes();
await using var postgres = await TestServers.StartPostgresAsync();
var database = await postgres.CreateDatabaseAsync();
var accounts = await postgres.CreateDatabaseAsync();
await Streams.CreateAsync(database);

Service uncached = new("stream-service, uncached", StartStreamService("00:00:00"));
Service cached = new("stream-service, cached", StartStreamService("00:00:01"));
Service prisma = new("Express + Prisma", StartExpress("prisma"));
Service pg = new("Express + pg", StartExpress("pg"));
await MigrateGatewayAsync();
Service gateway = new("gateway → stream-service, uncached", StartGateway(uncached.Address));
List<Service> services = [uncached, cached, prisma, pg, gateway];
if (File.Exists("/usr/sbin/nginx"))
{
    services.Add(new Service("nginx → stream-service, uncached", StartNginx(uncached.Address)));
}

foreach (var service in services)
{
    await Processes.WaitUntilReadyAsync(new Uri(service.Address, "/health/ready"));
    await LoadAsync(service, seconds: 10);
}

var rates = services.ToDictionary(service => service, _ => new List<double>());
var statements = new List<double>();
for (var round = 1; round <= rounds; round++)
{
    statements.Add(await PgBenchAsync());
    foreach (var service in services)
    {
        rates[service].Add(await LoadAsync(service, seconds: 5));
    }

    Console.Error.WriteLine($"round {round} of {rounds}: pgbench {statements[^1]:F0}/s, {string.Join(", ", services.Select(service => $"{service.Name} {rates[service][^1]:F0}/s"))}");
}

Console.WriteLine("| GET /api/live?status=live, 20 of 50 of 10,000 | requests/s (median) |");
Console.WriteLine("| --- | ---: |");
Console.WriteLine($"| pgbench, the same statement, prepared | {Statistics.Median(statements):F0} |");
foreach (var service in services)
{
    Console.WriteLine($"| {service.Name} | {Statistics.Median(rates[service]):F0} |");
}

Console.WriteLine();
Console.WriteLine("| ratio (median over rounds) | is | at least |");
Console.WriteLine("| --- | ---: | ---: |");
Ratio("uncached to Express + Prisma", rates[uncached], rates[prisma], 5);
Ratio("cached to Express + Prisma", rates[cached], rates[prisma], 15);
Ratio("uncached to Express + pg", rates[uncached], rates[pg], null);
Ratio("cached to Express + pg", rates[cached], rates[pg], null);
Ratio("uncached to pgbench", rates[uncached], statements, 0.5);
Ratio("through the gateway to direct", rates[gateway], rates[uncached], 0.7);
if (services.Count > 5)
{
    Ratio("through nginx to direct", rates[services[5]], rates[uncached], null);
}

return;

static void Ratio(string name, List<double> ours, List<double> theirs, double? target) => Console.WriteLine(
    $"| {name} | {Statistics.Median(ours.Zip(theirs, (a, b) => a / b)):F2} | {target?.ToString(CultureInfo.InvariantCulture) ?? ""} |");

async Task<double> PgBenchAsync()
{
    var script = Path.Combine(Path.GetTempPath(), $"clockit-bench-{Environment.ProcessId}.sql");
    await File.WriteAllTextAsync(script, Streams.Query.ReplaceLineEndings(" "));
    var address = new NpgsqlConnectionStringBuilder(database);
    Environment.SetEnvironmentVariable("PGPASSWORD", address.Password);
    var output = await Processes.RunAsync(
        ServerCore,
        "pgbench",
        "-h", address.Host!, "-p", $"{address.Port}", "-U", address.Username!, "-M", "prepared", "-n", "-c", "16", "-j", "1", "-T", "5", "-f", script, address.Database!);
    File.Delete(script);
    return double.Parse(Patterns.PgBench().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture);
}

async Task<double> LoadAsync(Service service, int seconds)
{
    var output = await Processes.RunAsync(LoadCore, "wrk", "-t1", "-c32", $"-d{seconds}s", new Uri(service.Address, "/api/live?status=live").AbsoluteUri);
    return output.Contains("Non-2xx", StringComparison.Ordinal)
        ? throw new InvalidOperationException($"{service.Name} refused: {output}")
        : double.Parse(Patterns.Wrk().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture);
}

Uri StartStreamService(string cacheFor)
{
    var address = new Uri($"http://127.0.0.1:{Processes.FreePort()}");
    processes.Start(ServerCore, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Clockit.StreamService.dll")], new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASPNETCORE_URLS"] = address.AbsoluteUri,
        ["ConnectionStrings__streams"] = database,
        // Nothing is published here, so no broker is needed.
        ["ConnectionStrings__messaging"] = "amqp://guest:guest@127.0.0.1:9/",
        ["services__chat-service__http__0"] = "http://127.0.0.1:9",
        ["services__signaling-service__http__0"] = "http://127.0.0.1:9",
        ["Internal__ServiceKey"] = "bench",
        ["StreamKeys__Secret"] = "0123456789abcdef0123456789abcdef",
        ["Lists__CacheFor"] = cacheFor,
        ["Logging__LogLevel__Default"] = "Critical",
    });
    return address;
}

Uri StartExpress(string stack)
{
    var port = Processes.FreePort();
    var address = new NpgsqlConnectionStringBuilder(database);
    var url = $"postgres://{address.Username}:{address.Password}@{address.Host}:{address.Port}/{address.Database}";
    processes.Start(ServerCore, "node", [Path.Combine(here, "express/server.js"), stack, $"{port}", url], new Dictionary<string, string>(StringComparer.Ordinal) { ["NODE_ENV"] = "production" });
    return new Uri($"http://127.0.0.1:{port}");
}

Dictionary<string, string> GatewaySettings(Uri? streams) => new(StringComparer.Ordinal)
{
    ["ASPNETCORE_ENVIRONMENT"] = "Development",
    ["ConnectionStrings__accounts"] = accounts,
    ["services__stream-service__http__0"] = streams?.AbsoluteUri ?? "http://127.0.0.1:9",
    ["services__chat-service__http__0"] = "http://127.0.0.1:9",
    ["services__signaling-service__http__0"] = "http://127.0.0.1:9",
    ["Internal__ServiceKey"] = "bench",
    ["Limits__Enabled"] = "false",
    ["Logging__LogLevel__Default"] = "Critical",
};

Task MigrateGatewayAsync()
{
    foreach (var (key, value) in GatewaySettings(streams: null))
    {
        Environment.SetEnvironmentVariable(key, value);
    }

    return Processes.RunAsync(LoadCore, "dotnet", Path.Combine(AppContext.BaseDirectory, "Clockit.Gateway.dll"), "migrate");
}

Uri StartGateway(Uri streams)
{
    var address = new Uri($"http://127.0.0.1:{Processes.FreePort()}");
    var settings = GatewaySettings(streams);
    settings["ASPNETCORE_URLS"] = address.AbsoluteUri;
    processes.Start(ServerCore, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Clockit.Gateway.dll")], settings);
    return address;
}

Uri StartNginx(Uri streams)
{
    var port = Processes.FreePort();
    var folder = Directory.CreateTempSubdirectory("clockit-bench-").FullName;
    var file = Path.Combine(folder, "nginx.conf");
    File.WriteAllText(file, $$"""
        daemon off; master_process off; worker_processes 1; pid {{folder}}/pid; error_log {{folder}}/log;
        events { worker_connections 1024; }
        http {
          access_log off;
          client_body_temp_path {{folder}}; proxy_temp_path {{folder}}; fastcgi_temp_path {{folder}}; uwsgi_temp_path {{folder}}; scgi_temp_path {{folder}};
          upstream streams { server 127.0.0.1:{{streams.Port}}; keepalive 64; }
          server { listen 127.0.0.1:{{port}}; location / { proxy_pass http://streams; proxy_http_version 1.1; proxy_set_header Connection ""; } }
        }
        """);
    processes.Start(ServerCore, "nginx", ["-c", file, "-e", $"{folder}/log"]);
    return new Uri($"http://127.0.0.1:{port}");
}
