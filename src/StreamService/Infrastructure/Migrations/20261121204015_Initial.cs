using System;
using Clockit.Messaging.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clockit.StreamService.Infrastructure.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "idempotent_requests",
                columns: table => new
                {
                    host_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    stream_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotent_requests", x => new { x.host_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stream_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    routing_key = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "streams",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    host_id = table.Column<Guid>(type: "uuid", nullable: false),
                    host_username = table.Column<string>(type: "text", nullable: false),
                    host_display_name = table.Column<string>(type: "text", nullable: false),
                    host_avatar_url = table.Column<string>(type: "text", nullable: true),
                    title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    category = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    visibility = table.Column<int>(type: "integer", nullable: false),
                    scheduled_for = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    end_reason = table.Column<string>(type: "text", nullable: true),
                    grace_ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    playback_url = table.Column<string>(type: "text", nullable: true),
                    recording_url = table.Column<string>(type: "text", nullable: true),
                    thumbnail_url = table.Column<string>(type: "text", nullable: true),
                    chat_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    record_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    viewer_count = table.Column<int>(type: "integer", nullable: false),
                    peak_viewers = table.Column<int>(type: "integer", nullable: false),
                    total_views = table.Column<int>(type: "integer", nullable: false),
                    viewer_sequence = table.Column<long>(type: "bigint", nullable: false),
                    event_sequence = table.Column<long>(type: "bigint", nullable: false),
                    stream_key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    stream_key_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_streams", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "outbox_published",
                table: "outbox",
                column: "published_at",
                filter: "published_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "outbox_waiting",
                table: "outbox",
                columns: new[] { "stream_id", "sequence" },
                unique: true,
                filter: "published_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "streams_grace",
                table: "streams",
                column: "grace_ends_at",
                filter: "grace_ends_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "streams_host",
                table: "streams",
                columns: new[] { "host_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "streams_key",
                table: "streams",
                column: "stream_key_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "streams_live",
                table: "streams",
                columns: new[] { "viewer_count", "started_at" },
                descending: new bool[0],
                filter: "status IN (1, 2) AND visibility = 0");

            migrationBuilder.CreateIndex(
                name: "streams_public",
                table: "streams",
                column: "created_at",
                descending: new bool[0],
                filter: "visibility = 0");

            migrationBuilder.CreateIndex(
                name: "streams_upcoming",
                table: "streams",
                column: "scheduled_for",
                filter: "status = 0 AND visibility = 0");
            migrationBuilder.CreateOutboxTrigger();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropOutboxTrigger();
            migrationBuilder.DropTable(
                name: "idempotent_requests");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "streams");
        }
    }
}
