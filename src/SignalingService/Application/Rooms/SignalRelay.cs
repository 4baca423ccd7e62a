using System.Text.Json;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Domain;

namespace Clockit.SignalingService.Application.Rooms;

/// <summary>Decides whether a peer's offer, answer or candidate may go to another peer.</summary>
public sealed class SignalRelay(IRoomStore store)
{
    /// <summary>Returns when the signal may be delivered.</summary>
    /// <exception cref="LiveException">Malformed, too large, or not between a viewer and its broadcaster.</exception>
    public async Task CheckAsync(Guid streamId, string from, string? to, string name, JsonElement signal, int maxBytes)
    {
        if (string.IsNullOrEmpty(to))
        {
            throw new LiveException(ProblemCodes.RequestInvalid, "Name the peer in \"to\".");
        }

        if (signal.ValueKind is not (JsonValueKind.Object or JsonValueKind.String))
        {
            throw new LiveException(ProblemCodes.RequestInvalid, $"Send the {name} as an object in \"{name}\".");
        }

        if (SizeOf(signal, name) > maxBytes)
        {
            throw new LiveException(SignalingCodes.TooLarge, $"The {name} is larger than {maxBytes / 1024} KB.");
        }

        switch (await store.FindPathAsync(streamId, from, to))
        {
            case SignalPath.SenderNotInRoom:
                throw new LiveException(SignalingCodes.NotInRoom, "Join the stream before sending signals in it.");
            case SignalPath.TargetNotInRoom:
                throw new LiveException(SignalingCodes.TargetNotInRoom, "The peer is not in this room, or is not yours to send to: viewers and their broadcaster send to each other only.");
        }
    }

    private static int SizeOf(JsonElement signal, string name)
    {
        try
        {
            return SignalSize.Of(signal);
        }
        catch (InvalidOperationException)
        {
            // What is no Unicode is only found when it is read.
            throw new LiveException(ProblemCodes.RequestInvalid, $"The {name} is not valid Unicode.");
        }
    }
}
