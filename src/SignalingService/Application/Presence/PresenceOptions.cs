using System.ComponentModel.DataAnnotations;
using Clockit.ServiceDefaults;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>The configuration section <c>Presence</c>. All times are Redis's own, so that nodes' clocks need not agree.</summary>
public sealed class PresenceOptions : IValidatableObject
{
    /// <summary>How long a viewer without a hub counts after its last heartbeat.</summary>
    [DurationRange("00:00:00.1", "01:00:00")]
    public TimeSpan HeartbeatLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How many anonymous devices of one address (of one /64 for IPv6) count in a room without a hub; all that follow count
    /// as one viewer. A device id is free to invent, an address is not.
    /// </summary>
    [Range(1, 100_000)]
    public int DevicesPerAddress { get; set; } = 500;

    /// <summary>How long a node's connections count after its last sign of life.</summary>
    [DurationRange("00:00:00.1", "00:00:25")]
    public TimeSpan NodeLease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a node gives a sign of life and looks for dead nodes and expired heartbeats.</summary>
    [DurationRange("00:00:00.01", "00:00:10")]
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long after its connection went a broadcaster is reported as lost. A page that is loaded again is back sooner.
    /// </summary>
    [DurationRange("00:00:00", "00:00:30")]
    public TimeSpan BroadcasterPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>At most one <c>viewer_count</c> a room in this time.</summary>
    [DurationRange("00:00:00.01", "00:01:00")]
    public TimeSpan RoomInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>At most one <c>ViewerCountChanged</c> a stream in this time.</summary>
    [DurationRange("00:00:00.01", "00:10:00")]
    public TimeSpan EventInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a node looks for counts that are due.</summary>
    [DurationRange("00:00:00.01", "00:00:01")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(200);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (NodeLease < 2 * Beat)
        {
            yield return new ValidationResult("Presence:NodeLease must be at least twice Presence:Beat, or one late beat loses a living node.", [nameof(NodeLease)]);
        }
    }
}
