using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clockit.Messaging.Database;

/// <summary>Maps outbox and inbox into a service's own EF model and migrations.</summary>
public static class ModelExtensions
{
    /// <summary>The channel on which a commit with new outbox rows notifies the dispatchers.</summary>
    public const string Channel = "outbox";

    /// <summary>Adds the table <c>outbox</c>.</summary>
    public static ModelBuilder AddOutbox(this ModelBuilder model)
    {
        model.Entity<OutboxMessage>(row =>
        {
            row.ToTable("outbox");
            row.HasKey(message => message.EventId);
            row.Property(message => message.EventId).HasColumnName("event_id").ValueGeneratedNever();
            row.Property(message => message.StreamId).HasColumnName("stream_id");
            row.Property(message => message.Sequence).HasColumnName("sequence");
            row.Property(message => message.Type).HasColumnName("type");
            row.Property(message => message.RoutingKey).HasColumnName("routing_key");
            row.Property(message => message.Body).HasColumnName("body");
            row.Property(message => message.OccurredAt).HasColumnName("occurred_at");
            row.Property(message => message.TraceParent).HasColumnName("trace_parent");
            row.Property(message => message.PublishedAt).HasColumnName("published_at");
            // Only what still waits is in this index: its size is the backlog, not the history.
            row.HasIndex(message => new { message.StreamId, message.Sequence })
                .HasDatabaseName("outbox_waiting")
                .HasFilter("published_at IS NULL")
                .IsUnique();
            row.HasIndex(message => message.PublishedAt)
                .HasDatabaseName("outbox_published")
                .HasFilter("published_at IS NOT NULL");
        });
        return model;
    }

    /// <summary>Adds the table <c>inbox</c>.</summary>
    public static ModelBuilder AddInbox(this ModelBuilder model)
    {
        model.Entity<InboxMessage>(row =>
        {
            row.ToTable("inbox");
            row.HasKey(message => new { message.Consumer, message.EventId });
            row.Property(message => message.Consumer).HasColumnName("consumer").HasMaxLength(100);
            row.Property(message => message.EventId).HasColumnName("event_id");
            row.Property(message => message.HandledAt).HasColumnName("handled_at");
            row.HasIndex(message => message.HandledAt).HasDatabaseName("inbox_handled");
        });
        return model;
    }

    /// <summary>Adds the trigger that wakes the dispatchers when a transaction with new rows commits.</summary>
    public static void CreateOutboxTrigger(this MigrationBuilder migration) => migration.Sql(
        $"""
         CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN PERFORM pg_notify('{Channel}', ''); RETURN NULL; END $$;
         CREATE TRIGGER outbox_notify AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();
         """);

    /// <summary>Removes what <see cref="CreateOutboxTrigger"/> added.</summary>
    public static void DropOutboxTrigger(this MigrationBuilder migration) => migration.Sql(
        "DROP TRIGGER outbox_notify ON outbox; DROP FUNCTION outbox_notify();");
}
