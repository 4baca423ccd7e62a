using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;
using Microsoft.Extensions.Configuration;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>
/// Creators who live their streams' lives on whichever node answers, and repeat a request until they know what became of
/// it, as a careful client does.
/// </summary>
internal sealed class Workload : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };
    private readonly CancellationTokenSource _stopping = new();
    private readonly IReadOnlyList<ServiceNode> _nodes;
    private readonly Ledger _ledger;
    private readonly TestIssuer _issuer;
    private readonly EventPublisher _publisher;
    private readonly Guid _host = Guid.CreateVersion7();
    private readonly List<Task> _workers = [];

    public Workload(IReadOnlyList<ServiceNode> nodes, Ledger ledger, TestIssuer issuer, string messaging)
    {
        _nodes = nodes;
        _ledger = ledger;
        _issuer = issuer;
        _publisher = new EventPublisher(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:messaging", messaging)]).Build());
    }

    /// <summary>While false, no viewer counts are published.</summary>
    public bool IsPublishingCounts { get; set; } = true;

    public void Start(int creators, int seed)
    {
        for (var i = 0; i < creators; i++)
        {
            var random = new Random(unchecked((seed * 31) + i));
            _workers.Add(Task.Run(() => LiveAsync(random)));
        }

        _workers.Add(Task.Run(PublishCountsAsync));
    }

    /// <summary>Lets every worker finish what it has begun.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_workers);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _publisher.DisposeAsync();
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task LiveAsync(Random random)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var id = await CreateAsync(random, start: random.Next(4) == 0);
            if (_ledger.Expected[id].Count == 1)
            {
                await ActAsync(random, id, HttpMethod.Post, "start", "stream.already_live", "live.started");
            }

            if (random.Next(3) == 0)
            {
                // Repeating these changes nothing and succeeds.
                await ReportAsync(random, id, "interrupt", "live.interrupted");
                await ReportAsync(random, id, "start", "live.resumed");
            }

            await ActAsync(random, id, HttpMethod.Post, "end", "stream.already_ended", "live.ended");
            if (random.Next(4) == 0)
            {
                await ActAsync(random, id, HttpMethod.Delete, "", "stream.not_found", "live.deleted");
            }
        }
    }

    private async Task<Guid> CreateAsync(Random random, bool start)
    {
        var key = Guid.NewGuid().ToString();
        var (_, body) = await UntilKnownAsync(
            random,
            () =>
            {
                var request = AsHost(HttpMethod.Post, start ? "/api/live/start" : "/api/live");
                request.Headers.Add("Idempotency-Key", key);
                request.Content = JsonContent.Create(new { title = "Under faults" });
                return request;
            },
            doneBefore: null);
        var id = (Guid)body!["streamId"]!;
        _ledger.Acknowledge(id, start ? ["live.scheduled", "live.started"] : ["live.scheduled"]);
        return id;
    }

    private async Task ActAsync(Random random, Guid id, HttpMethod method, string action, string doneBefore, string routingKey)
    {
        await UntilKnownAsync(random, () => AsHost(method, $"/api/live/{id}/{action}".TrimEnd('/')), doneBefore);
        _ledger.Acknowledge(id, routingKey);
    }

    private async Task ReportAsync(Random random, Guid id, string report, string routingKey)
    {
        await UntilKnownAsync(
            random,
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, $"/internal/streams/{id}/{report}") { Content = JsonContent.Create(new { hostId = _host }) };
                request.Headers.Add("X-Clockit-Service-Key", StreamServiceHost.ServiceKey);
                return request;
            },
            doneBefore: null);
        _ledger.Acknowledge(id, routingKey);
    }

    private HttpRequestMessage AsHost(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _issuer.CreateToken(_host, "host", ["viewer", "creator"]));
        return request;
    }

    /// <summary>
    /// Sends until an answer says what became of the request. An attempt without an answer, or with a 503, may or may not
    /// have been carried out; then, and only then, the code of what it would have done is a success too.
    /// </summary>
    private async Task<(HttpStatusCode Status, JsonNode? Body)> UntilKnownAsync(Random random, Func<HttpRequestMessage> create, string? doneBefore)
    {
        var start = TimeProvider.System.GetTimestamp();
        var isUnsure = false;
        while (true)
        {
            await Task.Delay(Pace);
            _ledger.Attempt();
            using var request = create();
            request.RequestUri = new Uri(_nodes[random.Next(_nodes.Count)].Address, request.RequestUri!);
            try
            {
                using var response = await _http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                var body = text.Length > 0 ? JsonNode.Parse(text) : null;
                if (response.IsSuccessStatusCode || (isUnsure && doneBefore is not null && (string?)body?["code"] == doneBefore))
                {
                    return (response.StatusCode, body);
                }

                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    throw new InvalidOperationException($"{request.Method} {request.RequestUri} answered {(int)response.StatusCode}: {text}");
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                if (TimeProvider.System.GetElapsedTime(start) > Patience)
                {
                    throw new TimeoutException($"{request.Method} {request.RequestUri} was not answered.", exception);
                }
            }

            isUnsure = true;
        }
    }

    private async Task PublishCountsAsync()
    {
        var random = new Random(0);
        var streams = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            streams.Add(await CreateAsync(random, start: true));
        }

        for (long sequence = 1; !_stopping.IsCancellationRequested; sequence++)
        {
            await Task.Delay(Pace);
            if (!IsPublishingCounts)
            {
                continue;
            }

            var counted = new ViewerCountChanged
            {
                EventId = Guid.CreateVersion7(),
                StreamId = streams[(int)(sequence % streams.Count)],
                Sequence = sequence,
                OccurredAt = DateTimeOffset.UtcNow,
                ViewerCount = 1,
                PeakViewers = 1,
                TotalViews = 1,
            };
            // The last one may remain unpublished, when the broker is away at the end.
            bool isPublished;
            while (!(isPublished = await IsPublishedAsync(counted)) && !_stopping.IsCancellationRequested)
            {
                await Task.Delay(Pace);
            }

            if (isPublished)
            {
                _ledger.AcknowledgeCount(counted.EventId);
            }
        }
    }

    private async Task<bool> IsPublishedAsync(ViewerCountChanged counted)
    {
        _ledger.Attempt();
        try
        {
            await _publisher.PublishAsync(EventMessage.For(counted), mandatory: true, CancellationToken.None).WaitAsync(Patience);
            return true;
        }
        catch (EventNotPublishedException)
        {
            return false;
        }
    }
}
