using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clockit.StreamService.Infrastructure.Migrations
{
    /// <inheritdoc />
    public partial class Analytics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "inbox",
                columns: table => new
                {
                    consumer = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    handled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox", x => new { x.consumer, x.event_id });
                });

            migrationBuilder.CreateTable(
                name: "viewer_samples",
                columns: table => new
                {
                    stream_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    viewer_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_viewer_samples", x => new { x.stream_id, x.at, x.event_id });
                    table.ForeignKey(
                        name: "FK_viewer_samples_streams_stream_id",
                        column: x => x.stream_id,
                        principalTable: "streams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "idempotent_requests_created",
                table: "idempotent_requests",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "inbox_handled",
                table: "inbox",
                column: "handled_at");

            // What lists show at once; viewer counts change too often for it and leave the version alone.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION streams_notify() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_notify('streams_changed', ''); RETURN NULL; END $$;
                CREATE TRIGGER streams_notify AFTER INSERT OR DELETE OR UPDATE OF version ON streams
                  FOR EACH STATEMENT EXECUTE FUNCTION streams_notify();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER streams_notify ON streams; DROP FUNCTION streams_notify();");
            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "viewer_samples");

            migrationBuilder.DropIndex(
                name: "idempotent_requests_created",
                table: "idempotent_requests");
        }
    }
}
