using Clockit.Accounts.Infrastructure.Users;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure;

/// <summary>The database <c>accounts</c>.</summary>
public sealed class AccountsDbContext(DbContextOptions<AccountsDbContext> options) : IdentityUserContext<Account, Guid>(options)
{
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<Follow> Follows => Set<Follow>();

    public DbSet<ProfileChange> ProfileChanges => Set<ProfileChange>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>().ToTable("accounts");
        builder.Entity<SigningKey>().ToTable("signing_keys").HasKey(key => key.Id);
        builder.Entity<RefreshToken>(token =>
        {
            token.ToTable("refresh_tokens");
            token.HasKey(t => t.Hash);
            token.HasIndex(t => t.FamilyId);
            token.HasIndex(t => t.ExpiresAt);
            token.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
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
            change.ToTable("profile_changes");
            change.HasKey(c => c.Number);
            change.Property(c => c.Number).UseIdentityAlwaysColumn();
            change.HasIndex(c => c.DueAt);
            change.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
