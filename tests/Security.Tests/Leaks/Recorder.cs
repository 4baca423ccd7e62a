using System.Collections.Concurrent;

namespace Clockit.Security.Tests.Leaks;

/// <summary>Keeps every answer that somebody gets.</summary>
internal sealed class Recorder(string owner, ConcurrentQueue<Answer> answers) : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        answers.Enqueue(new Answer(owner, $"{request.Method} {request.RequestUri!.AbsolutePath}", $"{(int)response.StatusCode} {response.Headers} {response.Content.Headers} {await response.Content.ReadAsStringAsync(cancellationToken)}"));
        return response;
    }
}

/// <summary>Who was answered what.</summary>
internal sealed record Answer(string To, string Call, string Text);
