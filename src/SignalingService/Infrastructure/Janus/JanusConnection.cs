using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>
/// This process's WebSocket to Janus, opened when it is needed and again after a loss. An answer finds its question by the
/// transaction; everything else is an event.
/// </summary>
internal sealed partial class JanusConnection(JanusOptions? options, TimeProvider time, ILogger<JanusConnection> logger) : IAsyncDisposable
{
    private const int MaxMessageBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly ConcurrentDictionary<string, Question> _questions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private volatile ClientWebSocket? _socket;
    private Task _receiving = Task.CompletedTask;

    /// <summary>What Janus tells by itself. Whoever hears it returns at once.</summary>
    public Action<JsonElement> Received { get; set; } = _ => { };

    /// <summary>Asks and gives the answer, also when it comes after an acknowledgement.</summary>
    /// <param name="request">Without transaction and secret.</param>
    /// <param name="acknowledged">True to be content with the acknowledgement.</param>
    /// <exception cref="JanusException">A refusal.</exception>
    /// <exception cref="ServiceUnavailableException">Janus does not answer, or there is none.</exception>
    public async Task<JsonElement> AskAsync(JsonObject request, bool acknowledged, CancellationToken cancellationToken)
    {
        var transaction = Guid.NewGuid().ToString("N");
        request["transaction"] = transaction;
        request["apisecret"] = options?.ApiSecret;
        try
        {
            var socket = _socket is { State: WebSocketState.Open } open ? open : await OpenAsync(cancellationToken);
            var question = new Question(acknowledged, socket);
            _questions[transaction] = question;
            await SendAsync(socket, JsonSerializer.SerializeToUtf8Bytes(request), cancellationToken);
            return await question.Answer.Task.WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or TimeoutException or HttpRequestException or ObjectDisposedException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ServiceUnavailableException("Janus does not answer.", exception);
        }
        finally
        {
            _questions.TryRemove(transaction, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket?.Abort();
        await _receiving;
        _socket?.Dispose();
        _stop.Dispose();
        _opening.Dispose();
        _sending.Dispose();
    }

    private async Task<ClientWebSocket> OpenAsync(CancellationToken cancellationToken)
    {
        if (options is null)
        {
            throw new ServiceUnavailableException("There is no media server.");
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_socket is { State: WebSocketState.Open } open)
            {
                return open;
            }

            await _receiving;
            _socket?.Dispose();
            var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol("janus-protocol");
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                patience.CancelAfter(Patience);
                await socket.ConnectAsync(options.WebSocket, patience.Token);
            }

            _socket = socket;
            _receiving = Task.Run(() => ReceiveAsync(socket), CancellationToken.None);
            return socket;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task SendAsync(ClientWebSocket socket, byte[] message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            // Not cancelled half way, which would end the connection for all.
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.GetMemory(8192), _stop.Token);
                buffer.Advance(part.Count);
                if (part.MessageType is WebSocketMessageType.Close || buffer.WrittenCount > MaxMessageBytes)
                {
                    break;
                }

                if (part.EndOfMessage)
                {
                    using var message = JsonDocument.Parse(buffer.WrittenMemory);
                    Take(message.RootElement.Clone());
                    buffer.ResetWrittenCount();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // This process ends.
        }
        catch (Exception exception) when (exception is WebSocketException or JsonException)
        {
            LogLost(exception.Message);
        }

        socket.Abort();
        foreach (var question in _questions.Values.Where(question => question.Socket == socket))
        {
            question.Answer.TrySetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));
        }
    }

    private void Take(JsonElement message)
    {
        var kind = message.GetProperty("janus").GetString();
        if (!message.TryGetProperty("transaction", out var transaction) || !_questions.TryGetValue(transaction.GetString()!, out var question))
        {
            Received(message);
            return;
        }

        if (kind is "error")
        {
            var error = message.GetProperty("error");
            question.Answer.TrySetException(new JanusException(error.GetProperty("code").GetInt32(), error.GetProperty("reason").GetString()!));
        }
        else if (message.TryGetProperty("plugindata", out var plugin) && plugin.GetProperty("data").TryGetProperty("error_code", out var code))
        {
            question.Answer.TrySetException(new JanusException(code.GetInt32(), plugin.GetProperty("data").GetProperty("error").GetString()!));
        }
        else if (kind is not "ack" || question.Acknowledged)
        {
            question.Answer.TrySetResult(message);
        }
    }

    [LoggerMessage(EventId = 4051, Level = LogLevel.Warning, Message = "The connection to Janus is lost: {Reason}")]
    private partial void LogLost(string reason);

    private sealed record Question(bool Acknowledged, ClientWebSocket Socket)
    {
        public TaskCompletionSource<JsonElement> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
