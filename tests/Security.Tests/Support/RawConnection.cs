using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace Clockit.Security.Tests.Support;

/// <summary>HTTP/1.1 over a socket, for what no HTTP client sends. Reads what a well-behaved server answers.</summary>
internal sealed class RawConnection : IDisposable
{
    private const int MaxHeaders = 64 * 1024;
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;

    private RawConnection(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    /// <summary>Whether the server takes another request on it.</summary>
    public bool IsOpen { get; private set; } = true;

    public static async Task<RawConnection> OpenAsync(Uri server, CancellationToken cancellationToken = default)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        return new RawConnection(client);
    }

    /// <summary>The answer, or null when the server hung up without one.</summary>
    /// <param name="request">Everything from the request line on.</param>
    /// <param name="isLast">Whether nothing follows: a server that waits for more of a broken request learns that none comes.</param>
    /// <param name="hasBody">False for the answer to HEAD.</param>
    public async Task<RawAnswer?> SendAsync(ReadOnlyMemory<byte> request, bool isLast, bool hasBody, CancellationToken cancellationToken)
    {
        try
        {
            // Both ways at once: a server may answer, and stop reading, before it has all of a large request.
            var sending = WriteAsync(request, isLast, cancellationToken);
            var answer = await ReadAsync(hasBody, cancellationToken);
            IsOpen = IsOpen && !isLast && answer is not null && sending.IsCompletedSuccessfully;
            return answer;
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            IsOpen = false;
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task WriteAsync(ReadOnlyMemory<byte> request, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(request, cancellationToken);
            if (isLast)
            {
                _client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            IsOpen = false;
        }
    }

    private async Task<RawAnswer?> ReadAsync(bool hasBody, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadHeadAsync(cancellationToken) is not { } head)
            {
                return null;
            }

            var lines = head.Split("\r\n");
            var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
            if (status is >= 100 and < 200 and not 101)
            {
                continue;
            }

            var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToLookup(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            if (headers["Connection"].Contains("close", StringComparer.OrdinalIgnoreCase) || status == 101)
            {
                IsOpen = false;
            }

            var body = !hasBody || status is 101 or 204 or 304 ? "" : await ReadBodyAsync(headers, cancellationToken);
            return new RawAnswer(status, head, headers["Content-Type"].FirstOrDefault() ?? "", body);
        }
    }

    private async Task<string> ReadBodyAsync(ILookup<string, string> headers, CancellationToken cancellationToken)
    {
        if (headers["Content-Length"].FirstOrDefault() is { } length)
        {
            return Decode(headers, await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellationToken));
        }

        if (!headers["Transfer-Encoding"].Contains("chunked", StringComparer.OrdinalIgnoreCase))
        {
            return "";
        }

        var body = new MemoryStream();
        while (true)
        {
            var size = int.Parse(await ReadLineAsync(cancellationToken), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Write(await TakeAsync(size, cancellationToken));
            await ReadLineAsync(cancellationToken);
            if (size == 0)
            {
                return Decode(headers, body.ToArray());
            }
        }
    }

    private static string Decode(ILookup<string, string> headers, byte[] body)
    {
        using var bytes = new MemoryStream(body);
        using Stream plain = headers["Content-Encoding"].FirstOrDefault() switch
        {
            null or "identity" => bytes,
            "gzip" => new GZipStream(bytes, CompressionMode.Decompress),
            "br" => new BrotliStream(bytes, CompressionMode.Decompress),
            var other => throw new FormatException($"Nobody asked for {other}."),
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private async Task<string?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        while (head.Length < MaxHeaders)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                return head.Length == 0 ? null : throw new IOException("The server hung up within its headers.");
            }

            var line = await ReadLineAsync(cancellationToken);
            if (line.Length == 0)
            {
                return head.ToString();
            }

            head.Append(head.Length == 0 ? "" : "\r\n").Append(line);
        }

        throw new IOException("Too many headers.");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw new IOException("The server hung up within a line.");
            }

            var end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var taken = end < 0 ? _end - _start : end + 1;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, taken));
            _start += taken;
            if (end >= 0)
            {
                return line.ToString().TrimEnd('\r', '\n');
            }
        }
    }

    private async Task<byte[]> TakeAsync(int count, CancellationToken cancellationToken)
    {
        var taken = new byte[count];
        var have = 0;
        while (have < count)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw new IOException("The server hung up within a body.");
            }

            var part = Math.Min(count - have, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(taken.AsSpan(have));
            (_start, have) = (_start + part, have + part);
        }

        return taken;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await _stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}

/// <summary>What a server answered.</summary>
/// <param name="Head">Status line and headers.</param>
internal sealed record RawAnswer(int Status, string Head, string ContentType, string Body);
