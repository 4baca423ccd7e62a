using System.ComponentModel.DataAnnotations;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults;

namespace Clockit.ChatService.Application;

/// <summary>Configuration section <c>Chat</c>, validated at start.</summary>
public sealed class ChatOptions
{
    /// <summary>What every Redis key and channel begins with; installations that share a Redis need different ones.</summary>
    [Required, RegularExpression("^[A-Za-z0-9:_-]{1,60}$")]
    public string KeyPrefix { get; set; } = "chat";

    /// <summary>Messages that a room keeps; the oldest go first.</summary>
    [Range(100, 1_000_000)]
    public int MessagesPerRoom { get; set; } = 50_000;

    /// <summary>How long an ended stream's messages are kept.</summary>
    [DurationRange("00:01:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Messages in the page that a new arrival gets.</summary>
    [Range(1, 200)]
    public int PageSize { get; set; } = 50;

    /// <summary>A reader who missed more than this starts from the newest page instead.</summary>
    [Range(1, 10_000)]
    public int RecoverableMessages { get; set; } = 1_000;

    /// <summary>Messages that an account may send to a room at once, after a pause.</summary>
    [Range(1, 100_000)]
    public int MessageBurst { get; set; } = 100;

    /// <summary>Messages a second that an account may send to a room in the long run.</summary>
    [Range(0.01, 100_000)]
    public double MessagesPerSecond { get; set; } = 20;

    /// <summary>Calls a second that one hub connection may make in the long run; four times as many at once.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerSecond { get; set; } = 50;

    /// <summary>Hub connections that one account may open to this node a second in the long run; ten times as many at once.</summary>
    [Range(1, 100_000)]
    public int ConnectionsPerSecond { get; set; } = 2;

    /// <summary>Rooms that one connection may be in.</summary>
    [Range(1, 10_000)]
    public int RoomsPerConnection { get; set; } = 20;

    /// <summary>Rooms that one account may be in over all its connections to this node.</summary>
    [Range(1, 10_000)]
    public int RoomsPerAccount { get; set; } = 100;

    /// <summary>Accounts that can be banned from one room.</summary>
    [Range(1, 1_000_000)]
    public int BansPerRoom { get; set; } = 10_000;

    /// <summary>Moderators of one room.</summary>
    [Range(1, 10_000)]
    public int ModeratorsPerRoom { get; set; } = 200;

    /// <summary>How often reactions are summed and sent.</summary>
    [DurationRange("00:00:00.050", "00:00:10")]
    public TimeSpan ReactionTick { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What viewers may react with; empty means <see cref="ReactionSet.Default"/>.</summary>
    public IList<string> Reactions { get; } = [];

    /// <summary>False lifts the limits on rates (<c>Limits:Enabled</c>), for load tests.</summary>
    public bool LimitsEnabled { get; set; } = true;
}
