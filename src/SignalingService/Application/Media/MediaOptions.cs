using System.ComponentModel.DataAnnotations;
using Clockit.ServiceDefaults;

namespace Clockit.SignalingService.Application.Media;

/// <summary>The configuration section <c>Media</c>.</summary>
public sealed class MediaOptions
{
    /// <summary>WHIP and WHEP sessions at a time, on all nodes together.</summary>
    [Range(1, 100_000)]
    public int MaxSessions { get; set; } = 1000;

    /// <summary>How often a node looks at its sessions.</summary>
    [DurationRange("00:00:00.05", "00:00:10")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a node's sessions are left alone after its last sign of life; then another node takes them over.</summary>
    [DurationRange("00:00:00.2", "00:00:50")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long nothing may arrive from a broadcaster, beyond the second after which that is noticed.</summary>
    [DurationRange("00:00:00", "00:00:30")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a broadcaster may take to connect, and a viewer to answer and connect.</summary>
    [DurationRange("00:00:00.5", "00:05:00")]
    public TimeSpan SetUp { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a node looks for recordings of streams that are over; it does so at once when it hears of one.</summary>
    [DurationRange("00:00:00.1", "00:10:00")]
    public TimeSpan RecordingPoll { get; set; } = TimeSpan.FromSeconds(10);
}
