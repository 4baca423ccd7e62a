using Clockit.Messaging.Database;
using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clockit.StreamService.Infrastructure;

/// <summary>The database <c>streams</c>.</summary>
public sealed class StreamDbContext(DbContextOptions<StreamDbContext> options) : DbContext(options)
{
    public DbSet<LiveStream> Streams => Set<LiveStream>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LiveStream>(stream =>
        {
            stream.ToTable("streams");
            stream.HasKey(s => s.Id);
            stream.Property(s => s.Id).ValueGeneratedNever();
            stream.Property(s => s.Title).HasMaxLength(StreamLimits.Title);
            stream.Property(s => s.Description).HasMaxLength(StreamLimits.Description);
            stream.Property(s => s.Category).HasMaxLength(StreamLimits.Category);
            stream.Property(s => s.Version).IsConcurrencyToken();
            stream.Ignore(s => s.Host);
            stream.Ignore(s => s.IsLive);
            // Live lists: few rows of a large table, in their order.
            stream.HasIndex(s => new { s.ViewerCount, s.StartedAt })
                .IsDescending()
                .HasDatabaseName("streams_live")
                .HasFilter("status IN (1, 2) AND visibility = 0");
            stream.HasIndex(s => s.ScheduledFor).HasDatabaseName("streams_upcoming").HasFilter("status = 0 AND visibility = 0");
            stream.HasIndex(s => s.CreatedAt).IsDescending().HasDatabaseName("streams_public").HasFilter("visibility = 0");
            stream.HasIndex(s => new { s.HostId, s.CreatedAt }).HasDatabaseName("streams_host");
            stream.HasIndex(s => s.GraceEndsAt).HasDatabaseName("streams_grace").HasFilter("grace_ends_at IS NOT NULL");
            stream.HasIndex(s => s.StreamKeyHash).HasDatabaseName("streams_key").IsUnique();
        });
        modelBuilder.Entity<IdempotentRequest>(request =>
        {
            request.ToTable("idempotent_requests");
            request.HasKey(r => new { r.HostId, r.Key });
            request.Property(r => r.Key).HasMaxLength(IdempotencyKey.MaxLength);
            request.HasIndex(r => r.CreatedAt).HasDatabaseName("idempotent_requests_created");
        });
        modelBuilder.Entity<ViewerSample>(sample =>
        {
            sample.ToTable("viewer_samples");
            sample.HasKey(s => new { s.StreamId, s.At, s.EventId });
            sample.HasOne<LiveStream>().WithMany().HasForeignKey(s => s.StreamId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.AddOutbox();
        modelBuilder.AddInbox();
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.GetColumnName()));
        }
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
