using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clockit.Security.Tests.Authorisation;
using Clockit.Security.Tests.Support;
using Clockit.Testing;

namespace Clockit.Security.Tests.Hostile;

/// <summary>Bad input never gives a 5xx, nor a hang, nor memory that grows; see <see cref="HostileRun"/>.</summary>
public sealed class HostileRequestTests(SharedInstallation shared, ITestOutputHelper output)
{
    private const int Connections = 8;
    private const int MaxReported = 200;
    private const long MaxGrowth = 200 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly HostileRun _run = new();

    /// <summary>Calls that end the callers' own sessions: after one of them all others would be refused as nobody's.</summary>
    private static readonly string[] OwnEnds = ["POST /api/auth/logout", "DELETE /api/auth/sessions", "DELETE /api/auth/me"];

    private int _hangUps;

    [Fact]
    public async Task Hostile_requests_are_refused_without_a_5xx()
    {
        var (seed, requests) = (_run.Seed, HostileRun.Requests);
        output.WriteLine($"CLOCKIT_HOSTILE_SEED={seed}");
        var generator = new RequestGenerator(seed, await SubjectAsync());
        // What is made once and kept is made by then.
        await RunAsync(generator, 0, Math.Min(requests, 50_000) / 10);
        var memory = Memory();
        var watch = Stopwatch.StartNew();
        await RunAsync(generator, Math.Min(requests, 50_000) / 10, requests);
        output.WriteLine($"{_statuses.Values.Sum() + _hangUps} of {requests} requests in {watch.Elapsed.TotalSeconds:0} s, {_hangUps} connections closed without an answer, statuses {string.Join(' ', _statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}:{one.Value}"))}");
        output.WriteLine($"Memory {memory / 1024 / 1024} MB before, {Memory() / 1024 / 1024} MB after.");

        Assert.True(_problems.IsEmpty, $"Seed {seed}, {_problems.Count} problems, the first:\n{string.Join("\n----\n", _problems.Take(20))}");
        Assert.True(Memory() - memory < MaxGrowth, "Memory grew without bound.");
        Assert.DoesNotContain(shared.Errors, line => line.StartsWith("Critical", StringComparison.Ordinal));
        await WorksAsync();
    }

    private async Task RunAsync(RequestGenerator generator, int from, int to)
    {
        var next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            RawConnection? connection = null;
            for (var number = Interlocked.Increment(ref next); number < to && !_run.IsOver; number = Interlocked.Increment(ref next))
            {
                var request = generator.Create(number);
                var isNew = connection is null;
                connection ??= await RawConnection.OpenAsync(shared.Installation.Address);
                var answer = await SendAsync(connection, number, request);
                if (answer is null && !isNew)
                {
                    // The server may have closed the connection before it saw this request.
                    connection.Dispose();
                    connection = await RawConnection.OpenAsync(shared.Installation.Address);
                    answer = await SendAsync(connection, number, request);
                }

                Judge(number, request, answer);
                if (!connection.IsOpen || request.IsBroken)
                {
                    connection.Dispose();
                    connection = null;
                }
            }

            connection?.Dispose();
        })));
    }

    private async Task<RawAnswer?> SendAsync(RawConnection connection, int number, HostileRequest request)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await connection.SendAsync(request.Bytes, request.IsBroken, request.Method is not "HEAD", patience.Token);
        }
        catch (Exception unreadable) when (unreadable is OperationCanceledException or FormatException or IndexOutOfRangeException)
        {
            Report(number, request, $"an answer that cannot be read: {unreadable.Message}");
            return null;
        }
    }

    private void Judge(int number, HostileRequest request, RawAnswer? answer)
    {
        if (answer is null)
        {
            Interlocked.Increment(ref _hangUps);
            if (!request.IsBroken)
            {
                Report(number, request, "no answer");
            }

            return;
        }

        _statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
        if (ProblemOf(answer) is { } problem)
        {
            Report(number, request, $"{problem}: {answer.Status} {answer.Body[..Math.Min(answer.Body.Length, 500)]}");
        }
    }

    private void Report(int number, HostileRequest request, string problem)
    {
        if (_problems.Count < MaxReported)
        {
            _problems.Enqueue($"Request {number}, {problem}\n{request}");
        }
    }

    private static string? ProblemOf(RawAnswer answer)
    {
        if (answer.Status >= 500)
        {
            return $"{answer.Status}";
        }

        // A library's script may speak of exceptions.
        if (answer.ContentType.StartsWith("text/javascript", StringComparison.Ordinal))
        {
            return null;
        }

        if (answer.Body.Contains("   at ", StringComparison.Ordinal) || answer.Body.Contains("Exception", StringComparison.Ordinal))
        {
            return "an inside view";
        }

        // The server itself refuses what is no HTTP, without a body, before any of our code sees it.
        if (answer.Status < 400 || answer.Body.Length == 0)
        {
            return null;
        }

        try
        {
            return answer.ContentType.StartsWith("application/problem+json", StringComparison.Ordinal) && JsonNode.Parse(answer.Body)!["code"] is JsonValue
                ? null
                : "no problem with a code";
        }
        catch (JsonException)
        {
            return "no JSON";
        }
    }

    private async Task<Subject> SubjectAsync()
    {
        var host = await shared.Installation.RegisterAsync("hostile", "creator");
        var viewer = await shared.Installation.RegisterAsync("viewer");
        // Not the cast's: what is called here may end a session or change an account.
        var admin = await shared.Installation.RegisterAsync("hostile", "viewer", "admin");
        var streams = new List<Guid>();
        foreach (var visibility in Row.Visibilities)
        {
            streams.Add(await host.CreateStreamAsync(visibility, start: true));
            streams.Add(await host.CreateStreamAsync(visibility));
        }

        var message = await host.Http.CallAsync(HttpMethod.Post, $"/api/live/{streams[0]}/chat", new { message = "hello" });
        var bodies =
            from path in JsonNode.Parse(Repository.Read("docs/openapi/v1.json"))!["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            let example = operation.Value is JsonObject described ? described["requestBody"]?["content"]?["application/json"]?["example"] as JsonObject : null
            where example is not null
            select KeyValuePair.Create($"{operation.Key.ToUpperInvariant()} {path.Key}", example);
        return new Subject(
            [.. Endpoints.Of(shared.Installation).Except(OwnEnds, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(key => (key.Split(' ')[0], key.Split(' ')[1])), ("GET", "/internal/streams/{id}"), ("GET", "/"), ("GET", "/{id}")],
            new Dictionary<string, JsonObject>(bodies, StringComparer.Ordinal),
            [.. streams.Select(stream => stream.ToString()), host.Id.ToString(), viewer.Id.ToString(), (string)message["id"]!],
            [$"Bearer {host.Token}", $"Bearer {host.Token}", $"Bearer {viewer.Token}", $"Bearer {admin.Token}"]);
    }

    /// <summary>A stream's whole life, as ever.</summary>
    private async Task WorksAsync()
    {
        await shared.Installation.ReadyAsync();
        var host = await shared.Installation.RegisterAsync("after", "creator");
        var viewer = await shared.Installation.RegisterAsync("after");
        var stream = await host.CreateStreamAsync(start: true);
        await using var chat = await viewer.ConnectAsync("chat");
        await chat.InvokeAsync("join_chat", new { streamId = stream });
        await host.Http.CallAsync(HttpMethod.Post, $"/api/live/{stream}/chat", new { message = "still here" });
        await chat.ReceiveAsync("live_comment_added", comment => comment.GetProperty("comment").GetString() == "still here");
        await using var live = await viewer.ConnectAsync("live");
        Assert.Equal(1, (await live.InvokeAsync("join_live", new { streamId = stream })).GetProperty("viewerCount").GetInt32());
        await host.Http.CallAsync(HttpMethod.Post, $"/api/live/{stream}/end");
        await live.ReceiveAsync("live_ended", ended => ended.GetProperty("streamId").GetGuid() == stream);
        await host.Http.CallAsync(HttpMethod.Delete, $"/api/live/{stream}");
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
