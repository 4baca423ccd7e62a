namespace Clockit.SignalingService.Application.Rooms;

/// <summary>How many watch a stream; never negative.</summary>
/// <param name="ViewerCount">Distinct viewers now.</param>
/// <param name="PeakViewers">The most distinct viewers at one time.</param>
/// <param name="TotalViews">Distinct viewers so far; exact up to 10,000, then within 1% of what is above.</param>
public sealed record RoomCounts(int ViewerCount, int PeakViewers, int TotalViews)
{
    public static readonly RoomCounts None = new(0, 0, 0);
}
