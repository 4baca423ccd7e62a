namespace Clockit.SignalingService.Application;

/// <summary>The codes that only this service answers with.</summary>
public static class SignalingCodes
{
    public const string NotInRoom = "signaling.not_in_room";
    public const string TargetNotInRoom = "signaling.target_not_in_room";
    public const string TooLarge = "signaling.too_large";
    public const string TooManyRooms = "signaling.too_many_rooms";
    public const string RateLimited = "signaling.rate_limited";
    public const string MediaCapacity = "media.capacity";
}
