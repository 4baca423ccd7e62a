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
            stream.Property(s => s.Title).HasMaxLength(StreamLimits.TitleRule.MostStored);
            stream.Property(s => s.Description).HasMaxLength(StreamLimits.DescriptionRule.MostStored);
            stream.Property(s => s.Category).HasMaxLength(StreamLimits.CategoryRule.MostStored);
            stream.Property(s => s.Version).IsConcurrencyToken();
            stream.Ignore(s => s.Host);
            stream.Ignore(s => s.IsLive);
            // The indexes of lists and of texts are made by migrations: they order and fold by expressions.
            stream.HasIndex(s => new { s.HostId, s.CreatedAt }).HasDatabaseName("streams_host");
            stream.HasIndex(s => s.GraceEndsAt).HasDatabaseName("streams_grace").HasFilter("grace_ends_at IS NOT NULL");
            stream.HasIndex(s => s.MediaDueAt).HasDatabaseName("streams_media_due").HasFilter("media_due_at IS NOT NULL");
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
