using Clockit.ServiceDefaults.Authentication;

namespace Clockit.Accounts.Domain;

/// <summary>Who somebody is here. What others must hear of a change is in <see cref="Notices"/>, and commits with it.</summary>
public sealed class Account
{
    private readonly List<AccountNotice> _notices = [];

    /// <summary>For the store, which fills it.</summary>
    private Account()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>As it was chosen. Two that differ in case only are the same: see <see cref="UsernameKey"/>.</summary>
    public string Username { get; private set; } = "";

    /// <summary>What usernames are compared by (<see cref="Usernames.Key"/>); unique.</summary>
    public string UsernameKey { get; private set; } = "";

    public string DisplayName { get; private set; } = "";

    /// <summary>A picture at another address, as its owner gave it; an uploaded picture goes before it.</summary>
    public string? AvatarUrl { get; private set; }

    /// <summary>Names the uploaded picture's content; null when there is none.</summary>
    public string? AvatarTag { get; private set; }

    public string? Bio { get; private set; }

    public string[] Links { get; private set; } = [];

    /// <summary>Of <see cref="ClockitRoles"/>; at least <c>viewer</c>.</summary>
    public string[] Roles { get; private set; } = [];

    /// <summary>Null for accounts of an external issuer.</summary>
    public string? PasswordHash { get; private set; }

    /// <summary>Sessions from before sessions were kept on the server are known by it; null for later accounts.</summary>
    public string? SecurityStamp { get; private set; }

    /// <summary>With an external issuer: when it issued the token that the profile and the roles come from.</summary>
    public DateTimeOffset? ProfileAsOf { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Since when an admin has kept it out; null for an account in use.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    public bool IsAdmin => Roles.Contains(ClockitRoles.Admin, StringComparer.Ordinal);

    /// <summary>What has changed since the account was read.</summary>
    public IReadOnlyCollection<AccountNotice> Notices => _notices;

    /// <param name="id">A version 7 UUID, or an external issuer's.</param>
    /// <param name="username">Of the shape of <see cref="Usernames.Pattern"/>.</param>
    public static Account Create(Guid id, string username, string displayName, bool isCreator, DateTimeOffset now) => new()
    {
        Id = id,
        Username = username,
        UsernameKey = Usernames.Key(username),
        DisplayName = displayName,
        Roles = isCreator ? [ClockitRoles.Viewer, ClockitRoles.Creator] : [ClockitRoles.Viewer],
        CreatedAt = now,
    };

    /// <summary>The account of somebody whom an external issuer names.</summary>
    public static Account From(ExternalProfile profile, Guid id, string username, DateTimeOffset now)
    {
        var account = Create(id, username, username, isCreator: false, now);
        account.Update(profile);
        account._notices.Clear();
        return account;
    }

    /// <summary>The first account of an installation is its admin.</summary>
    public void MakeFirstAdmin() => Roles = [.. Roles, ClockitRoles.Admin];

    public void SetPasswordHash(string hash) => PasswordHash = hash;

    /// <summary>Null stays; an empty avatar address removes it.</summary>
    public void Edit(ProfileEdit edit)
    {
        var before = (DisplayName, AvatarUrl, AvatarTag);
        DisplayName = edit.DisplayName ?? DisplayName;
        if (edit.AvatarUrl is { } avatarUrl)
        {
            AvatarUrl = avatarUrl.Length == 0 ? null : avatarUrl;
            AvatarTag = null;
        }

        if (edit.Bio is { } bio)
        {
            Bio = bio.Length == 0 ? null : bio;
        }

        Links = edit.Links is null ? Links : [.. edit.Links];
        NoticeProfile(before);
        if (edit.BecomeCreator && !Roles.Contains(ClockitRoles.Creator, StringComparer.Ordinal))
        {
            ReplaceRoles([.. Roles, ClockitRoles.Creator]);
        }
    }

    /// <summary>The account has an uploaded picture of this content from now on; null for none.</summary>
    public void SetAvatar(string? tag)
    {
        var before = (DisplayName, AvatarUrl, AvatarTag);
        AvatarTag = tag;
        NoticeProfile(before);
    }

    /// <summary><c>viewer</c> is always among the roles.</summary>
    public void ReplaceRoles(IReadOnlyCollection<string> roles)
    {
        string[] wanted = [.. ClockitRoles.All.Where(role => role == ClockitRoles.Viewer || roles.Contains(role, StringComparer.Ordinal))];
        if (!wanted.SequenceEqual(Roles, StringComparer.Ordinal))
        {
            Roles = wanted;
            _notices.Add(AccountNotice.Roles);
        }
    }

    /// <summary>A disabled account keeps everything and can do nothing.</summary>
    public void SetDisabled(bool disabled, DateTimeOffset now)
    {
        if (disabled != DisabledAt is not null)
        {
            DisabledAt = disabled ? now : null;
            _notices.Add(disabled ? AccountNotice.Disabled : AccountNotice.Enabled);
        }
    }

    /// <summary>Whether an external issuer's token says something newer than what is known.</summary>
    public bool Differs(ExternalProfile profile) =>
        !(profile.IssuedAt < ProfileAsOf)
        && (DisplayName != (profile.DisplayName ?? Username) || AvatarUrl != profile.AvatarUrl || !Roles.SequenceEqual(profile.Roles, StringComparer.Ordinal));

    /// <summary>Takes what an external issuer's token says, unless a newer one was seen.</summary>
    public void Update(ExternalProfile profile)
    {
        if (!Differs(profile))
        {
            return;
        }

        var before = (DisplayName, AvatarUrl, AvatarTag);
        DisplayName = profile.DisplayName ?? Username;
        AvatarUrl = profile.AvatarUrl;
        ProfileAsOf = profile.IssuedAt;
        NoticeProfile(before);
        ReplaceRoles(profile.Roles);
    }

    private void NoticeProfile((string DisplayName, string? AvatarUrl, string? AvatarTag) before)
    {
        if (before != (DisplayName, AvatarUrl, AvatarTag))
        {
            _notices.Add(AccountNotice.Profile);
        }
    }
}

/// <summary>What of an account changed, for those who act on it.</summary>
public enum AccountNotice
{
    /// <summary>What streams show of their host.</summary>
    Profile,
    Roles,
    Disabled,
    Enabled,
}

/// <summary>An edit of a profile: null leaves a field as it is, empty removes it.</summary>
public sealed record ProfileEdit(string? DisplayName = null, string? AvatarUrl = null, string? Bio = null, IReadOnlyList<string>? Links = null, bool BecomeCreator = false);
