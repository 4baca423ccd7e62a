using Clockit.ServiceDefaults.Services;
using Clockit.StreamService.Application;

namespace Clockit.StreamService.Infrastructure;

/// <summary>Asks SignalingService's internal API.</summary>
internal sealed partial class HttpMediaAccess(HttpClient http, ILogger<HttpMediaAccess> logger) : IMediaAccess
{
    public async Task RecheckAsync(Guid streamId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsync(new Uri($"internal/media/{streamId}/recheck", UriKind.Relative), content: null, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken))
        {
            LogUnavailable(exception, streamId);
        }
    }

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "SignalingService was not told to look at the media sessions of stream {StreamId} again; it does so by itself")]
    private partial void LogUnavailable(Exception exception, Guid streamId);
}
