using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Clockit.Gateway.Api.Edge.Connections;

/// <summary>
/// Gives a body to what Kestrel answers by itself. A request that it cannot read (400, 414, 431 and the like) reaches no
/// middleware, and its answer is a status line with <c>Content-Length: 0</c>; a client that reads problems finds one here
/// too.
/// </summary>
internal sealed class ProblemAnswers(PipeWriter output) : PipeWriter
{
    private const int LongestHead = 1024;
    private Memory<byte> _room;

    /// <summary>Whether a request is in the pipeline, which then answers by itself.</summary>
    public bool IsServing { get; set; }

    public static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var answers = new ProblemAnswers(transport.Output);
        connection.Features.Set(answers);
        connection.Transport = new Pipes(transport.Input, answers);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _room = output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => (_room = output.GetMemory(sizeHint)).Span;

    public override void Advance(int bytes)
    {
        if (!IsServing && bytes <= LongestHead && StatusOf(_room.Span[..Math.Min(bytes, _room.Length)]) is { } status)
        {
            var answer = BareAnswer.Write(status, BareAnswer.CodeOf(status));
            answer.CopyTo(output.GetSpan(answer.Length));
            output.Advance(answer.Length);
            return;
        }

        output.Advance(bytes);
    }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => output.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => output.WriteAsync(source, cancellationToken);

    /// <summary>The status of an answer without a body that refuses a request, or null for anything else.</summary>
    private static int? StatusOf(ReadOnlySpan<byte> written)
    {
        if (!written.StartsWith("HTTP/1.1 4"u8) || !written.EndsWith("\r\n\r\n"u8) || written.IndexOf("\r\nContent-Length: 0\r\n"u8) < 0)
        {
            return null;
        }

        return int.Parse(Encoding.ASCII.GetString(written.Slice("HTTP/1.1 ".Length, 3)), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private sealed class Pipes(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
