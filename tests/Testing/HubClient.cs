using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Clockit.Testing;

/// <summary>
/// A SignalR client of the JSON protocol over a raw WebSocket, for tests that want to see what is on the wire.
/// Every message that arrives is kept in order per target until a test takes it, so that a test never misses one
/// that came before it asked. A wait that runs out throws <see cref="TimeoutException"/> with what had arrived instead.
/// </summary>
public sealed class HubClient : IAsyncDisposable
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private const byte RecordSeparator = 0x1e;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _invocations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Channel<JsonElement>> _inboxes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HubPush> _pushes = new();
    private readonly ConcurrentQueue<int> _frames = new();
    private readonly TaskCompletionSource<HubClose> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1);
    private Task _receiving = Task.CompletedTask;
    private Task _pinging = Task.CompletedTask;
    private int _lastInvocation;

    private HubClient(WebSocket socket) => _socket = socket;

    /// <summary>Everything that the server has pushed so far, in order of arrival.</summary>
    public IReadOnlyCollection<HubPush> Pushes => _pushes;

    /// <summary>For each WebSocket frame that arrived, how many SignalR messages it held.</summary>
    public IReadOnlyCollection<int> MessagesPerFrame => _frames;

    /// <summary>Completes when the server closed the connection: with its close message when there was one.</summary>
    public Task<HubClose> Closed => _closed.Task;

    /// <summary>
    /// Negotiates (unless told not to), opens the WebSocket and shakes hands.
    /// </summary>
    /// <param name="hub">The hub's http(s) address, for example <c>http://127.0.0.1:5000/hubs/live</c>.</param>
    /// <param name="bearer">An access token for the <c>Authorization</c> header.</param>
    /// <param name="cookie">A whole <c>Cookie</c> header.</param>
    /// <param name="origin">The <c>Origin</c> header that a browser would send.</param>
    /// <param name="negotiate">False to open the WebSocket without asking first.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<HubClient> ConnectAsync(
        Uri hub,
        string? bearer = null,
        string? cookie = null,
        string? origin = null,
        bool negotiate = true,
        CancellationToken cancellationToken = default)
    {
        var target = new UriBuilder(hub);
        if (negotiate)
        {
            var answer = await NegotiateAsync(hub, bearer, cookie, origin, version: 1, cancellationToken);
            target.Query = "id=" + Uri.EscapeDataString(answer.GetProperty("connectionToken").GetString()!);
        }

        target.Scheme = string.Equals(hub.Scheme, "https", StringComparison.Ordinal) ? "wss" : "ws";
        var socket = new ClientWebSocket();
        foreach (var (name, value) in Headers(bearer, cookie, origin))
        {
            socket.Options.SetRequestHeader(name, value);
        }

        await socket.ConnectAsync(target.Uri, cancellationToken);
        return await OpenAsync(socket, cancellationToken);
    }

    /// <summary>Shakes hands over a WebSocket that is already open (for example a test server's).</summary>
    /// <remarks>As stock clients do, it pings while it lives.</remarks>
    public static async Task<HubClient> OpenAsync(WebSocket socket, CancellationToken cancellationToken = default)
    {
        var client = new HubClient(socket);
        await client.SendTextAsync("""{"protocol":"json","version":1}""", cancellationToken);
        client._receiving = Task.Run(client.ReceiveLoopAsync, CancellationToken.None);
        var handshake = await client.TakeAsync(HandshakeInbox, DefaultTimeout);
        if (handshake.TryGetProperty("error", out var error))
        {
            throw new HubInvocationException(error.GetString()!);
        }

        client._pinging = Task.Run(client.PingLoopAsync, CancellationToken.None);
        return client;
    }

    /// <summary>What <c>POST …/negotiate</c> answers; throws <see cref="HttpRequestException"/> with the status otherwise.</summary>
    public static async Task<JsonElement> NegotiateAsync(
        Uri hub,
        string? bearer = null,
        string? cookie = null,
        string? origin = null,
        int version = 1,
        CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"{hub.GetLeftPart(UriPartial.Path)}/negotiate?negotiateVersion={version.ToString(CultureInfo.InvariantCulture)}"));
        foreach (var (name, value) in Headers(bearer, cookie, origin))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Calls a hub method and gives its result (undefined for none).</summary>
    /// <exception cref="HubInvocationException">The server answered with an error.</exception>
    public Task<JsonElement> InvokeAsync(string method, params object?[] arguments) =>
        InvokeRawAsync(method, JsonSerializer.Serialize(arguments, Json));

    /// <summary>As <see cref="InvokeAsync(string, object?[])"/>, with the arguments as a JSON array that need not be valid.</summary>
    public async Task<JsonElement> InvokeRawAsync(string method, string arguments)
    {
        var id = Interlocked.Increment(ref _lastInvocation).ToString(CultureInfo.InvariantCulture);
        var result = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _invocations[id] = result;
        await SendTextAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":{{arguments}}}""");
        return await result.Task.WaitAsync(DefaultTimeout);
    }

    /// <summary>Calls a hub method and reads its result as <typeparamref name="T"/> (web JSON conventions).</summary>
    public async Task<T> InvokeAsync<T>(string method, params object?[] arguments) =>
        (await InvokeAsync(method, arguments)).Deserialize<T>(Json)!;

    /// <summary>Calls a hub method without asking for an answer.</summary>
    public Task SendAsync(string method, params object?[] arguments) =>
        SendTextAsync(JsonSerializer.Serialize(new { type = 1, target = method, arguments }, Json));

    /// <summary>Sends any text as one record, well-formed or not.</summary>
    public Task SendRawAsync(string text) => SendTextAsync(text);

    /// <summary>
    /// Takes the oldest push of <paramref name="target"/> that was not taken yet and gives its first argument
    /// (undefined for none), waiting for it if need be.
    /// </summary>
    public Task<JsonElement> ReceiveAsync(string target, TimeSpan? timeout = null) => TakeAsync(target, timeout ?? DefaultTimeout);

    /// <summary>As <see cref="ReceiveAsync(string, TimeSpan?)"/>, skipping pushes that do not match.</summary>
    public async Task<JsonElement> ReceiveAsync(string target, Func<JsonElement, bool> matches, TimeSpan? timeout = null)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        var limit = timeout ?? DefaultTimeout;
        while (true)
        {
            var left = limit - TimeProvider.System.GetElapsedTime(deadline);
            var push = await TakeAsync(target, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            if (matches(push))
            {
                return push;
            }
        }
    }

    /// <summary>How many pushes of <paramref name="target"/> wait to be taken.</summary>
    public int Waiting(string target) => Inbox(target).Reader.Count;

    /// <summary>Cuts the connection without saying goodbye.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                await _sending.WaitAsync(patience.Token);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
                await _receiving.WaitAsync(patience.Token);
            }
            catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                _socket.Abort();
            }
        }

        await _stop.CancelAsync();
        await _receiving;
        await _pinging;
        _socket.Dispose();
        _stop.Dispose();
        _sending.Dispose();
    }

    private const string HandshakeInbox = "\0handshake";

    private static IEnumerable<(string Name, string Value)> Headers(string? bearer, string? cookie, string? origin)
    {
        if (bearer is not null)
        {
            yield return ("Authorization", new AuthenticationHeaderValue("Bearer", bearer).ToString());
        }

        if (cookie is not null)
        {
            yield return ("Cookie", cookie);
        }

        if (origin is not null)
        {
            yield return ("Origin", origin);
        }
    }

    private Channel<JsonElement> Inbox(string target) =>
        _inboxes.GetOrAdd(target, static _ => Channel.CreateUnbounded<JsonElement>());

    private async Task<JsonElement> TakeAsync(string target, TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout);
        try
        {
            return await Inbox(target).Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException impatient)
        {
            throw new TimeoutException(
                $"No '{target}' within {timeout.TotalSeconds:0.###} s. Arrived until then: [{string.Join(", ", _pushes.Select(push => push.Target))}]; socket {_socket.State}.", impatient);
        }
        catch (ChannelClosedException closed)
        {
            throw new InvalidOperationException(
                $"The connection ended before '{target}' came ({closed.InnerException?.Message ?? "closed by the server"}).", closed);
        }
    }

    private async Task SendTextAsync(string text, CancellationToken cancellationToken = default)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        bytes[^1] = RecordSeparator;
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task PingLoopAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), _stop.Token);
                await SendTextAsync("""{"type":6}""", _stop.Token);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection ended.
        }
    }

    private async Task ReceiveLoopAsync()
    {
        var frame = new ArrayBufferWriter<byte>(4096);
        var close = new HubClose(Error: null, AllowReconnect: false, SaidGoodbye: false);
        Exception? failure = null;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(frame.GetMemory(4096), _stop.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _stop.Token);
                    break;
                }

                frame.Advance(received.Count);
                if (received.EndOfMessage)
                {
                    close = ReadFrame(frame.WrittenMemory) ?? close;
                    frame.ResetWrittenCount();
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            failure = gone;
        }

        foreach (var invocation in _invocations.Values)
        {
            invocation.TrySetException(new InvalidOperationException("The connection ended before the answer came.", failure));
        }

        foreach (var inbox in _inboxes.Values)
        {
            inbox.Writer.TryComplete(failure);
        }

        _closed.TrySetResult(close);
    }

    private HubClose? ReadFrame(ReadOnlyMemory<byte> frame)
    {
        HubClose? close = null;
        var messages = 0;
        while (!frame.IsEmpty)
        {
            var end = frame.Span.IndexOf(RecordSeparator);
            if (end < 0)
            {
                throw new InvalidDataException("A frame ended without the record separator: " + Encoding.UTF8.GetString(frame.Span));
            }

            using var message = JsonDocument.Parse(frame[..end]);
            close = Read(message.RootElement.Clone()) ?? close;
            frame = frame[(end + 1)..];
            messages++;
        }

        _frames.Enqueue(messages);
        return close;
    }

    private HubClose? Read(JsonElement message)
    {
        if (!message.TryGetProperty("type", out var type))
        {
            Inbox(HandshakeInbox).Writer.TryWrite(message);
            return null;
        }

        switch (type.GetInt32())
        {
            case 1:
                var target = message.GetProperty("target").GetString()!;
                var arguments = message.GetProperty("arguments");
                var first = arguments.GetArrayLength() > 0 ? arguments[0] : default;
                _pushes.Enqueue(new HubPush(target, first, TimeProvider.System.GetTimestamp()));
                Inbox(target).Writer.TryWrite(first);
                return null;
            case 3 when _invocations.TryRemove(message.GetProperty("invocationId").GetString()!, out var invocation):
                if (message.TryGetProperty("error", out var error))
                {
                    invocation.TrySetException(new HubInvocationException(error.GetString()!));
                }
                else
                {
                    invocation.TrySetResult(message.TryGetProperty("result", out var result) ? result : default);
                }

                return null;
            case 7:
                return new HubClose(
                    message.TryGetProperty("error", out var reason) ? reason.GetString() : null,
                    message.TryGetProperty("allowReconnect", out var allow) && allow.GetBoolean(),
                    SaidGoodbye: true);
            default:
                return null;
        }
    }
}

/// <summary>One message that the server pushed: its target, its first argument (undefined for none) and when it came.</summary>
public sealed record HubPush(string Target, JsonElement Argument, long Timestamp);

/// <summary>How a connection ended; <paramref name="SaidGoodbye"/> when the server sent a close message.</summary>
public sealed record HubClose(string? Error, bool AllowReconnect, bool SaidGoodbye);

/// <summary>A hub method answered with an error.</summary>
public sealed class HubInvocationException : Exception
{
    public HubInvocationException(string message)
        : base(message)
    {
    }

    public HubInvocationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public HubInvocationException()
    {
    }

    /// <summary>
    /// The error's code (<c>auth.required</c>): the first word of the hub's message before its colon, whether or not
    /// the server's framework put a sentence of its own in front.
    /// </summary>
    public string Code
    {
        get
        {
            const string Marker = "HubException: ";
            var start = Message.IndexOf(Marker, StringComparison.Ordinal);
            var own = start < 0 ? Message : Message[(start + Marker.Length)..];
            var colon = own.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? own : own[..colon];
        }
    }
}
