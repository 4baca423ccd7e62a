using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Authentication;
using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Api;

/// <summary>Turns streams into what callers may see of them, with whole addresses.</summary>
internal sealed class StreamPresenter(IStreamKeys keys, PublicOrigin origin, TimeProvider time)
{
    /// <summary>With key and ingest when the caller is the creator.</summary>
    public StreamResponse Present(LiveStream stream, Caller? caller)
    {
        var response = Present(stream);
        return caller?.Id != stream.HostId
            ? response
            : response with
            {
                StreamKey = keys.Reveal(stream.StreamKeyCipher),
                Ingest = new IngestResponse(origin.AddressOf($"{PathOf(stream)}/whip")),
            };
    }

    /// <summary>As everybody sees them.</summary>
    public IReadOnlyList<StreamResponse> PresentAll(IReadOnlyList<ListedStream> streams)
    {
        var responses = new StreamResponse[streams.Count];
        for (var index = 0; index < responses.Length; index++)
        {
            responses[index] = Present(streams[index]);
        }

        return responses;
    }

    /// <summary>A stream's own address.</summary>
    public string AddressOf(LiveStream stream) => origin.AddressOf(PathOf(stream));

    private StreamResponse Present(IPublicStream stream) => StreamResponse.From(stream, origin, time.GetUtcNow());

    private static string PathOf(LiveStream stream) => $"/api/live/{stream.Id}";
}
