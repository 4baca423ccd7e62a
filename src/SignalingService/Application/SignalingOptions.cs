using System.ComponentModel.DataAnnotations;

namespace Clockit.SignalingService.Application;

/// <summary>The configuration section <c>Signaling</c>: what one connection may ask for.</summary>
public sealed class SignalingOptions
{
    /// <summary>Viewers to whom one broadcaster's browser sends media in mesh mode.</summary>
    [Range(1, 1000)]
    public int MeshCapacity { get; set; } = 8;

    /// <summary>Rooms that one connection can be in at a time.</summary>
    [Range(1, 1000)]
    public int RoomsPerConnection { get; set; } = 20;

    /// <summary>Hub calls a second that one connection may make in the long run.</summary>
    [Range(1, 100_000)]
    public double CallsPerSecond { get; set; } = 100;

    /// <summary>
    /// Hub calls that one connection may make at once. A broadcaster that comes back sends an offer and some twenty
    /// candidates to each of its viewers in one go.
    /// </summary>
    [Range(1, 100_000)]
    public double CallBurst { get; set; } = 500;
}
