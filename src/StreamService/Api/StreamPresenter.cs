using Clockit.ServiceDefaults.Authentication;
using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Api;

/// <summary>Turns streams into what the present caller may see of them.</summary>
internal sealed class StreamPresenter(IStreamKeys keys, TimeProvider time, IHttpContextAccessor http)
{
    /// <summary>With key and ingest when the caller is the creator.</summary>
    public StreamResponse Present(LiveStream stream, Caller? caller)
    {
        var response = StreamResponse.From(stream, time.GetUtcNow());
        return caller?.Id != stream.HostId
            ? response
            : response with
            {
                StreamKey = keys.Reveal(stream.StreamKeyCipher),
                Ingest = new IngestResponse($"{Origin}/api/live/{stream.Id}/whip"),
            };
    }

    private string Origin
    {
        get
        {
            var request = http.HttpContext!.Request;
            return $"{request.Scheme}://{request.Host}";
        }
    }
}
