using Clockit.Accounts.Domain;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Store;

/// <summary>The database <c>accounts</c>.</summary>
public sealed class AccountsDbContext(DbContextOptions<AccountsDbContext> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<ExternalLogin> ExternalLogins => Set<ExternalLogin>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<AccountChange> AccountChanges => Set<AccountChange>();

    public DbSet<SignInFailures> SignInFailures => Set<SignInFailures>();

    public DbSet<Avatar> Avatars => Set<Avatar>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<Follow> Follows => Set<Follow>();

    public DbSet<ProfileChange> ProfileChanges => Set<ProfileChange>();

    /// <summary>How to reach it.</summary>
    public static DbContextOptions<AccountsDbContext> OptionsFor(string? connectionString)
    {
        var options = new DbContextOptionsBuilder<AccountsDbContext>();
        Configure(options, connectionString);
        return options.Options;
    }

    internal static void Configure(DbContextOptionsBuilder options, string? connectionString) => options.UseNpgsql(connectionString).UseSnakeCaseNamingConvention();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.Entity<Account>(account =>
        {
            account.ToTable("accounts");
            account.HasKey(a => a.Id);
            account.Property(a => a.Username).HasMaxLength(256);
            account.Property(a => a.UsernameKey).HasMaxLength(256);
            account.HasIndex(a => a.UsernameKey).IsUnique();
            account.Ignore(a => a.Notices);
            account.Ignore(a => a.IsAdmin);
        });
        builder.Entity<ExternalLogin>(login =>
        {
            login.ToTable("external_logins");
            login.HasKey(l => new { l.Issuer, l.Subject });
            login.HasOne<Account>().WithMany().HasForeignKey(l => l.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<Session>(session =>
        {
            session.ToTable("sessions");
            session.HasKey(s => s.Id);
            session.Property(s => s.Device).HasMaxLength(Session.MaxDevice);
            session.HasIndex(s => s.AccountId);
            session.HasIndex(s => s.ExpiresAt);
            session.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<RefreshToken>(token =>
        {
            token.ToTable("refresh_tokens");
            token.HasKey(t => t.Hash);
            token.HasIndex(t => t.ExpiresAt);
            token.HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<ApiToken>(token =>
        {
            token.ToTable("api_tokens");
            token.HasKey(t => t.Id);
            token.Property(t => t.Name).HasMaxLength(ApiToken.MaxName * 4);
            token.HasIndex(t => t.Hash).IsUnique();
            token.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<AccountChange>(change =>
        {
            // Of accounts that may be gone: no foreign key.
            change.ToTable("account_changes");
            change.HasKey(c => c.Number);
            change.Property(c => c.Number).UseIdentityAlwaysColumn();
            change.HasIndex(c => c.At);
        });
        builder.Entity<SignInFailures>(failures =>
        {
            failures.ToTable("sign_in_failures");
            failures.HasKey(f => f.Key);
            failures.HasIndex(f => f.Until);
        });
        builder.Entity<Avatar>(avatar =>
        {
            avatar.ToTable("avatars");
            avatar.HasKey(a => a.AccountId);
            avatar.HasOne<Account>().WithOne().HasForeignKey<Avatar>(a => a.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<SigningKey>().ToTable("signing_keys").HasKey(key => key.Id);
        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");
        builder.Entity<Follow>(follow =>
        {
            follow.ToTable("follows");
            follow.HasKey(f => new { f.FollowerId, f.FolloweeId });
            follow.Property(f => f.Number).UseIdentityAlwaysColumn();
            // Both lists in their order, newest first; and pages of followers by their number.
            follow.HasIndex(f => new { f.FollowerId, f.Number }).IsDescending(false, true);
            follow.HasIndex(f => new { f.FolloweeId, f.Number }).IsDescending(false, true);
            follow.HasOne<Account>().WithMany().HasForeignKey(f => f.FollowerId).OnDelete(DeleteBehavior.Cascade);
            follow.HasOne<Account>().WithMany().HasForeignKey(f => f.FolloweeId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<ProfileChange>(change =>
        {
            // Of accounts that may be gone: no foreign key.
            change.ToTable("profile_changes");
            change.HasKey(c => c.Number);
            change.Property(c => c.Number).UseIdentityAlwaysColumn();
            change.HasIndex(c => c.DueAt);
        });
    }
}
