using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;

namespace Clockit.StreamService.Tests;

/// <summary>A service in another language, exactly as docs/events.md shows it.</summary>
public sealed class NodeSubscriberTests(SharedService shared)
{
    private const string Script = "tests/Subscriber/subscriber.js";

    [Fact]
    public void The_documents_show_the_program_that_is_tested() =>
        Assert.Contains($"```js\n{Repository.Read(Script)}```", Repository.Read("docs/events.md"), StringComparison.Ordinal);

    [Fact]
    public async Task A_program_in_Node_reads_a_streams_life_as_plain_json_in_order_and_without_gaps()
    {
        await using var subscriber = Subscriber.Start(shared.Service.Messaging);
        using var creator = shared.Service.Creator();
        // Its queue is bound from some moment on; what happens after that is never lost.
        await Eventually.TrueAsync(
            async () =>
            {
                await creator.CreateStreamAsync();
                return !subscriber.Lines.IsEmpty;
            },
            TimeSpan.FromSeconds(30),
            "the subscriber's first event");

        var id = await creator.CreateStreamAsync();
        (await creator.PostAsync($"/api/live/{id}/start")).EnsureSuccessStatusCode();
        (await creator.PostAsync($"/api/live/{id}/end")).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => subscriber.Of(id).Count == 3, TimeSpan.FromSeconds(30), "the stream's three events");

        var events = subscriber.Of(id);
        Assert.Equal(["live.scheduled", "live.started", "live.ended"], events.Select(line => (string)line["routingKey"]!));
        Assert.Equal([1, 2, 3], events.Select(line => (int)line["event"]!["sequence"]!));
        Assert.Equal(3, events.Select(line => (Guid)line["event"]!["eventId"]!).Distinct().Count());
        Assert.All(events, line => Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", (string?)line["headers"]!["traceparent"]));
        Assert.All(events, AssertDocumented);
    }

    /// <summary>Body and headers are as docs/asyncapi.json says.</summary>
    private static void AssertDocumented(JsonNode line)
    {
        var document = JsonNode.Parse(Repository.Read("docs/asyncapi.json"))!.AsObject();
        var schemas = new SchemaCheck(document);
        var channel = document["channels"]!.AsObject().Single(channel => (string?)channel.Value!["address"] == (string?)line["routingKey"]).Value!;
        var message = schemas.Resolve(Assert.Single(channel["messages"]!.AsObject()).Value!);
        Assert.Empty(schemas.Compare(message["payload"]!, line["event"]));
        // The publishing library adds a header of its own.
        var headers = line["headers"]!.DeepClone().AsObject();
        headers.Remove("x-dotnet-pub-seq-no");
        Assert.Empty(schemas.Compare(message["headers"]!, headers));
    }

    private sealed class Subscriber : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly ConcurrentQueue<string> _errors = new();

        private Subscriber(Process process) => _process = process;

        public ConcurrentQueue<JsonNode> Lines { get; } = new();

        public static Subscriber Start(string messaging)
        {
            var process = new Process
            {
                StartInfo = new ProcessStartInfo("node", [Path.Combine(Repository.Root, Script)])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment = { ["AMQP_URL"] = messaging },
                },
            };
            var subscriber = new Subscriber(process);
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is { } data)
                {
                    subscriber.Lines.Enqueue(JsonNode.Parse(data)!);
                }
            };
            process.ErrorDataReceived += (_, line) => subscriber._errors.Enqueue(line.Data ?? "");
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return subscriber;
        }

        public IReadOnlyList<JsonNode> Of(Guid streamId)
        {
            Assert.False(_process.HasExited, string.Join('\n', _errors));
            return [.. Lines.Where(line => (Guid)line["event"]!["streamId"]! == streamId)];
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
