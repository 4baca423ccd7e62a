using System.Net;
using System.Text.Json;
using Clockit.ServiceDefaults.Services;
using Clockit.StreamService.Application;

namespace Clockit.StreamService.Infrastructure;

/// <summary>Asks ChatService's internal API.</summary>
internal sealed partial class HttpChatCounts(HttpClient http, ILogger<HttpChatCounts> logger) : IChatCounts
{
    public async Task<ChatCounts?> FindAsync(Guid streamId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"internal/chat/{streamId}/counts", UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return ChatCounts.None;
            }

            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<ChatCounts>(cancellationToken);
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken) || exception is JsonException)
        {
            LogUnavailable(exception, streamId);
            return null;
        }
    }

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "ChatService did not tell the counts of stream {StreamId}; its analytics go without")]
    private partial void LogUnavailable(Exception exception, Guid streamId);
}
