using System.Diagnostics.Metrics;

namespace Clockit.ChatService.Application;

/// <summary>The meter <c>Clockit.Chat</c>.</summary>
public sealed class ChatMetrics
{
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _reactions;

    public ChatMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Clockit.Chat");
        _accepted = meter.CreateCounter<long>("clockit.chat.messages", "{message}", "Messages accepted and stored.");
        _refused = meter.CreateCounter<long>("clockit.chat.refusals", "{message}", "Messages refused, by code.");
        _reactions = meter.CreateCounter<long>("clockit.chat.reactions", "{reaction}", "Reactions taken.");
    }

    public void Accepted() => _accepted.Add(1);

    public void Refused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("error.type", code));

    public void Reacted() => _reactions.Add(1);
}
