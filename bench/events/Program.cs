using System.Globalization;
using Clockit.Bench;
using Clockit.Bench.Events;
using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Clockit.Messaging.Database;
using Clockit.StreamService.Infrastructure;
using Clockit.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using RabbitMQ.Client;

// Everything shares two cores. See README.md.
const string Cores = "0,1";
const string BareExchange = "bench";
int[] rates = [1, 100, 1000];
var rounds = args is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 3;
using var processes = new Processes();
await using var postgres = await TestServers.StartPostgresAsync();
await using var broker = await TestServers.StartMessagingAsync();
var messaging = await broker.ConnectionStringAsync();
var address = await postgres.CreateDatabaseAsync();
await using (var db = new StreamDbContext(new DbContextOptionsBuilder<StreamDbContext>().UseNpgsql(address).Options))
{
    await db.Database.MigrateAsync();
}

await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(address) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 2 });
await StartServiceAsync();
await using var connection = await new ConnectionFactory { Uri = new Uri(messaging) }.CreateConnectionAsync();
await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));

Console.WriteLine("| events/s | commit to consumer p50 / p99 ms | publish-confirm-consume p50 / p99 ms | ratio of p50 (median over rounds) | at most |");
Console.WriteLine("| ---: | ---: | ---: | ---: | ---: |");
foreach (var rate in rates)
{
    var (ours, bare) = (new List<double[]>(), new List<double[]>());
    // The first round only warms up.
    for (var round = 0; round <= rounds; round++)
    {
        var (committed, published) = (await CommitAsync(rate), await PublishAsync(rate));
        if (round > 0)
        {
            ours.Add(committed);
            bare.Add(published);
        }
    }

    Console.WriteLine(
        $"| {rate} | {Quantiles(ours)} | {Quantiles(bare)} | {Statistics.Median(ours.Zip(bare, (a, b) => Statistics.Median(a) / Statistics.Median(b))):F2} | 3 |");
}

return;

static string Quantiles(IEnumerable<double[]> rounds)
{
    var all = rounds.SelectMany(round => round).ToArray();
    return $"{Statistics.Median(all):F2} / {Statistics.Quantile(all, 0.99):F2}";
}

// What a service does: a row of the outbox in a transaction of its own, here without a change beside it.
async Task<double[]> CommitAsync(int rate)
{
    await using var arrivals = await Arrivals.StartAsync(messaging, "bench-ours", EventCatalog.Exchange, EventCatalog.RoutingKeyOf(typeof(LiveScheduled)));
    await Pace.RunAsync(rate, Duration(rate), async () =>
    {
        var message = OutboxMessage.For(Event());
        await using var session = await database.OpenConnectionAsync();
        await using var transaction = await session.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand(
            "INSERT INTO outbox (event_id, stream_id, sequence, type, routing_key, body, occurred_at) VALUES ($1, $2, $3, $4, $5, $6, $7)", session);
        foreach (var value in new object[] { message.EventId, message.StreamId, message.Sequence, message.Type, message.RoutingKey, message.Body, message.OccurredAt })
        {
            insert.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await insert.ExecuteNonQueryAsync();
        arrivals.Sending(message.EventId.ToString());
        await transaction.CommitAsync();
    });
    return await AllAsync(arrivals);
}

async Task<double[]> PublishAsync(int rate)
{
    await using var arrivals = await Arrivals.StartAsync(messaging, "bench-bare", BareExchange, "#");
    await Pace.RunAsync(rate, Duration(rate), async () =>
    {
        var @event = Event();
        var properties = new BasicProperties { MessageId = @event.EventId.ToString(), DeliveryMode = DeliveryModes.Persistent, ContentType = "application/json" };
        arrivals.Sending(properties.MessageId);
        await channel.BasicPublishAsync(BareExchange, "live.scheduled", mandatory: true, properties, EventJson.Serialize(@event));
    });
    return await AllAsync(arrivals);
}

// So long that there is a median to speak of.
static TimeSpan Duration(int rate) => TimeSpan.FromSeconds(rate < 10 ? 15 : 5);

static async Task<double[]> AllAsync(Arrivals arrivals)
{
    await Eventually.TrueAsync(() => arrivals.Missing == 0, TimeSpan.FromSeconds(30));
    return [.. arrivals.Milliseconds];
}

static LiveScheduled Event()
{
    var now = DateTimeOffset.UtcNow;
    return new LiveScheduled
    {
        EventId = Guid.CreateVersion7(now),
        StreamId = Guid.CreateVersion7(now),
        Sequence = 1,
        OccurredAt = now,
        Title = "A stream of ordinary length",
        Host = new StreamHost(Guid.CreateVersion7(now), "host", "Host", AvatarUrl: null),
        Visibility = "public",
        ScheduledFor = null,
    };
}

async Task StartServiceAsync()
{
    var service = new Uri($"http://127.0.0.1:{Processes.FreePort()}");
    processes.Start(Cores, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Clockit.StreamService.dll")], new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASPNETCORE_URLS"] = service.AbsoluteUri,
        ["ConnectionStrings__streams"] = address,
        ["ConnectionStrings__messaging"] = messaging,
        ["services__chat-service__http__0"] = "http://127.0.0.1:9",
        ["services__signaling-service__http__0"] = "http://127.0.0.1:9",
        ["Internal__ServiceKey"] = "bench",
        ["StreamKeys__Secret"] = "0123456789abcdef0123456789abcdef",
        ["Logging__LogLevel__Default"] = "Critical",
    });
    await Processes.WaitUntilReadyAsync(new Uri(service, "/health/ready"));
}
