using System.Net.WebSockets;
using System.Text.Json;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests.Faults;

/// <summary>
/// Reads a room from its beginning, and comes back with its position whenever the connection ends. Whatever it is given
/// must be the next message, unless it was told that it cannot have all.
/// </summary>
internal sealed class Reader(Guid stream, IReadOnlyList<NodeProcess> nodes, Random random)
{
    private readonly List<Place> _seen = [];
    private string? _epoch;
    private HubClient? _hub;
    private long _position;

    /// <summary>Everything that it was given, in that order.</summary>
    public IReadOnlyList<Place> Seen => _seen;

    /// <summary>Up to where it has read.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>How often it was told that not all that it missed can be had.</summary>
    public int NotRecovered { get; private set; }

    /// <summary>How often it came back.</summary>
    public int Returned { get; private set; }

    /// <summary>Messages that it was given again, or after a later one.</summary>
    public int Repeated { get; private set; }

    /// <summary>Messages that were left out without a word.</summary>
    public long Skipped { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var person = new Person(nodes[random.Next(nodes.Count)].Address, Guid.Empty, "", token: null);
                _epoch ??= (await person.ReadAsync(stream)).Text("epoch");
                await using var hub = await person.ConnectAsync();
                _hub = hub;
                Take(await hub.InvokeAsync("join_chat", new { streamId = stream, since = new { epoch = _epoch, offset = _position } }));
                await ReadAsync(hub, stop);
            }
            catch (Exception gone) when (gone is HttpRequestException or WebSocketException or InvalidOperationException or OperationCanceledException or TimeoutException or HubInvocationException { Code: "service.unavailable" })
            {
                // The connection ended, or that node cannot serve it now: perhaps the other one can.
                await Task.Delay(50, CancellationToken.None);
            }

            Returned++;
        }
    }

    /// <summary>Ends the connection that it has, if any, as a network does.</summary>
    public void Drop() => _hub?.Abort();

    private async Task ReadAsync(HubClient hub, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Take(await hub.ReceiveAsync("live_comment_added", TimeSpan.FromSeconds(1)), told: false);
            }
            catch (TimeoutException) when (!hub.Closed.IsCompleted)
            {
                // Nobody writes at the moment.
            }
        }
    }

    private void Take(JsonElement joined)
    {
        var told = !joined.GetProperty("recovered").GetBoolean();
        NotRecovered += told ? 1 : 0;
        foreach (var message in joined.GetProperty("messages").EnumerateArray())
        {
            Take(message, told);
        }

        Skipped += told ? 0 : Math.Max(0, joined.Offset() - _position);
        _epoch = joined.Text("epoch");
        Volatile.Write(ref _position, joined.Offset());
    }

    private void Take(JsonElement message, bool told)
    {
        var offset = message.Offset();
        if (offset <= _position && !told)
        {
            Repeated++;
        }

        Skipped += told ? 0 : Math.Max(0, offset - _position - 1);
        _seen.Add(new Place(Guid.Parse(message.Text("id")), offset));
        Volatile.Write(ref _position, offset);
    }
}
