namespace Clockit.Accounts.Application;

/// <summary>The codes about users and follows. Codes are stable: clients are written against them.</summary>
public static class UserCodes
{
    public const string FollowLimit = "user.follow_limit";
    public const string FollowSelf = "user.follow_self";
    public const string LastAdmin = "user.last_admin";
    public const string NotFound = "user.not_found";
}
