using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clockit.StreamService.Infrastructure.Migrations
{
    /// <summary>
    /// Lists that are read by cursor and searched by index, texts in NFC whose length counts what people see, recordings kept
    /// as paths, and when a stream ends to which no media comes.
    /// </summary>
    [DbContext(typeof(StreamDbContext))]
    [Migration("20261126220000_ListsAtAnySize")]
    public partial class ListsAtAnySize : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(name: "title", table: "streams", type: "character varying(3200)", maxLength: 3200, nullable: false, oldMaxLength: 200);
            migrationBuilder.AlterColumn<string>(name: "description", table: "streams", type: "character varying(16000)", maxLength: 16000, nullable: true, oldMaxLength: 1000);
            migrationBuilder.AlterColumn<string>(name: "category", table: "streams", type: "character varying(800)", maxLength: 800, nullable: true, oldMaxLength: 50);
            migrationBuilder.AddColumn<DateTimeOffset>(name: "media_due_at", table: "streams", type: "timestamp with time zone", nullable: true);
            migrationBuilder.CreateIndex(name: "streams_media_due", table: "streams", column: "media_due_at", filter: "media_due_at IS NOT NULL");
            migrationBuilder.Sql(
                """
                UPDATE streams SET
                  title = normalize(title, NFC), description = normalize(description, NFC), category = normalize(category, NFC),
                  tags = ARRAY(SELECT normalize(tag, NFC) FROM unnest(tags) WITH ORDINALITY AS each(tag, place) ORDER BY place),
                  recording_url = CASE WHEN recording_url LIKE '%/api/live/' || id || '/recording' THEN '/api/live/' || id || '/recording' ELSE recording_url END
                WHERE title IS NOT NFC NORMALIZED OR description IS NOT NFC NORMALIZED OR category IS NOT NFC NORMALIZED
                  OR array_to_string(tags, ' ') IS NOT NFC NORMALIZED OR recording_url LIKE '%/api/live/' || id || '/recording';

                CREATE EXTENSION IF NOT EXISTS pg_trgm;

                -- Apart from the streams, whose rows change with every viewer count: an index of trigrams is slow to write.
                -- Case is folded by ICU whatever the database's own locale is.
                CREATE TABLE stream_texts (
                  stream_id uuid PRIMARY KEY REFERENCES streams (id) ON DELETE CASCADE,
                  text text COLLATE "und-x-icu" NOT NULL,
                  tags text[] COLLATE "und-x-icu" NOT NULL);

                CREATE FUNCTION streams_index_texts() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN
                  INSERT INTO stream_texts (stream_id, text, tags) VALUES (
                    NEW.id,
                    lower(concat_ws(E'\n', NEW.title, NEW.description, NEW.host_username, array_to_string(NEW.tags, E'\n')) COLLATE "und-x-icu"),
                    ARRAY(SELECT lower(tag COLLATE "und-x-icu") FROM unnest(NEW.tags) tag))
                  ON CONFLICT (stream_id) DO UPDATE SET text = EXCLUDED.text, tags = EXCLUDED.tags;
                  RETURN NULL;
                END $$;
                CREATE TRIGGER streams_index_texts AFTER INSERT OR UPDATE OF title, description, host_username, tags ON streams
                  FOR EACH ROW EXECUTE FUNCTION streams_index_texts();

                INSERT INTO stream_texts (stream_id, text, tags)
                  SELECT id, lower(concat_ws(E'\n', title, description, host_username, array_to_string(tags, E'\n')) COLLATE "und-x-icu"), ARRAY(SELECT lower(tag COLLATE "und-x-icu") FROM unnest(tags) tag)
                  FROM streams;
                CREATE INDEX stream_texts_text ON stream_texts USING gin (text gin_trgm_ops);
                CREATE INDEX stream_texts_tags ON stream_texts USING gin (tags);

                DROP INDEX streams_live, streams_upcoming, streams_public;
                CREATE INDEX streams_live ON streams (viewer_count DESC, started_at DESC, id DESC) WHERE status IN (1, 2) AND visibility = 0;
                CREATE INDEX streams_upcoming ON streams (coalesce(scheduled_for, 'infinity'), id) WHERE status = 0 AND visibility = 0;
                CREATE INDEX streams_ended ON streams (ended_at DESC, id DESC) WHERE status = 3 AND visibility = 0;
                CREATE INDEX streams_public ON streams (created_at DESC, id DESC) WHERE visibility = 0;
                CREATE INDEX streams_category ON streams (lower(category COLLATE "und-x-icu"), created_at DESC, id DESC) WHERE visibility = 0;
                CREATE INDEX streams_host_username ON streams (host_username, created_at DESC, id DESC) WHERE visibility = 0;
                CREATE INDEX viewer_samples_at ON viewer_samples (at);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Texts that are longer than before would be lost; restore a backup instead.");
    }
}
