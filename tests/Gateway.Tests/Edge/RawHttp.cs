using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>What no HTTP client sends.</summary>
internal static class RawHttp
{
    /// <summary>A connection from an address of loopback.</summary>
    public static async Task<TcpClient> ConnectAsync(Uri server, string from = "127.0.0.1")
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0)) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        return client;
    }

    /// <summary>Sends text as it is and reads until the server closes; give it a request after which it does.</summary>
    public static async Task<(int Status, string Head, string Body)> SendAsync(Uri server, string request, string from = "127.0.0.1")
    {
        using var client = await ConnectAsync(server, from);
        return await SendAsync(client, request);
    }

    /// <param name="closes">Whether to read until the server closes; otherwise the head is all that is read.</param>
    public static async Task<(int Status, string Head, string Body)> SendAsync(TcpClient client, string request, bool closes = true)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
        using var answer = new MemoryStream();
        try
        {
            var buffer = new byte[8192];
            for (var read = await stream.ReadAsync(buffer, limit.Token); read > 0; read = await stream.ReadAsync(buffer, limit.Token))
            {
                answer.Write(buffer, 0, read);
                if (!closes && Encoding.Latin1.GetString(answer.ToArray()).Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        catch (IOException)
        {
            // Closed with something unread.
        }

        var text = Encoding.UTF8.GetString(answer.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"The answer was '{text}'.");
        return (int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }

    public static void HasProblem(this (int Status, string Head, string Body) answer, int status, string code)
    {
        Assert.Equal(status, answer.Status);
        Assert.Contains("application/problem+json", answer.Head, StringComparison.Ordinal);
        var problem = JsonNode.Parse(answer.Body)!;
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.NotEmpty((string)problem["traceId"]!);
    }
}
