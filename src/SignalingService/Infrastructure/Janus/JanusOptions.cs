using System.Data.Common;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>Where Janus is and what it takes to use it: the connection string <c>janus</c>.</summary>
/// <param name="WebSocket"><c>ws://…</c></param>
/// <param name="ApiSecret">Janus's <c>api_secret</c>.</param>
/// <param name="Recordings">The folder that Janus writes recordings to, in which this process must be able to write too.</param>
internal sealed record JanusOptions(Uri WebSocket, string ApiSecret, string Recordings)
{
    /// <summary>Reads <c>WebSocket=ws://…;ApiSecret=…;Recordings=FOLDER;…</c>; null when there is no Janus.</summary>
    /// <exception cref="InvalidOperationException">Something is missing in it.</exception>
    public static JanusOptions? Read(IConfiguration configuration)
    {
        if (configuration.GetConnectionString("janus") is not { Length: > 0 } text)
        {
            return null;
        }

        var parts = new DbConnectionStringBuilder { ConnectionString = text };
        return new JanusOptions(new Uri(Part("WebSocket")), Part("ApiSecret"), Part("Recordings"));

        string Part(string name) => parts.TryGetValue(name, out var value) && value is string { Length: > 0 } found
            ? found
            : throw new InvalidOperationException($"ConnectionStrings:janus has no {name}.");
    }
}
