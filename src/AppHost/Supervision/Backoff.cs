namespace Clockit.AppHost.Supervision;

/// <summary>How long to wait before a crashed process is started again.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    /// <summary>A process that ran this long has recovered: its next crash counts as the first.</summary>
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(30);

    private int _crashes;

    public TimeSpan Next(TimeSpan ran)
    {
        _crashes = ran >= Recovered ? 1 : _crashes + 1;
        return Delays[Math.Min(_crashes, Delays.Length) - 1];
    }
}
