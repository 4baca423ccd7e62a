// The reference design's stack on the same table: Express and a pool of pg. Usage: server.js PORT URL
import express from 'express';
import pg from 'pg';

const [port, connectionString] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 20 });
const STATUS = ['upcoming', 'live', 'interrupted', 'ended'];
const VISIBILITY = ['public', 'unlisted', 'private'];

// A name, so that pg prepares the statements.
const page = {
  name: 'page',
  text: `SELECT * FROM streams WHERE visibility = 0 AND status IN (1, 2)
    ORDER BY viewer_count DESC, started_at DESC, id DESC LIMIT $1 OFFSET $2`,
};
const count = { name: 'count', text: 'SELECT count(*)::int AS total FROM streams WHERE visibility = 0 AND status IN (1, 2)' };

const present = (row, now) => ({
  streamId: row.id,
  title: row.title,
  description: row.description,
  category: row.category,
  tags: row.tags,
  status: STATUS[row.status],
  visibility: VISIBILITY[row.visibility],
  isPrivate: row.visibility === 2,
  host: { id: row.host_id, username: row.host_username, displayName: row.host_display_name, avatarUrl: row.host_avatar_url },
  viewerCount: row.viewer_count,
  peakViewers: row.peak_viewers,
  totalViews: row.total_views,
  scheduledFor: row.scheduled_for,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  duration: row.started_at ? Math.max(0, Math.floor(((row.ended_at ?? now) - row.started_at) / 1000)) : 0,
  playbackUrl: row.playback_url,
  recordingUrl: row.recording_url,
  thumbnailUrl: row.thumbnail_url,
  chatEnabled: row.chat_enabled,
  recordEnabled: row.record_enabled,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const app = express();
app.disable('x-powered-by');
app.get('/health/ready', (_request, response) => response.end());
app.get('/api/live', async (request, response, next) => {
  try {
    const number = Math.max(1, Number(request.query.page ?? 1));
    const limit = Math.min(100, Number(request.query.limit ?? 20));
    const [items, total] = await Promise.all([
      pool.query({ ...page, values: [limit, (number - 1) * limit] }),
      pool.query(count),
    ]);
    const now = new Date();
    response.json({ items: items.rows.map((row) => present(row, now)), page: number, limit, total: total.rows[0].total });
  } catch (error) {
    next(error);
  }
});
app.listen(Number(port), '127.0.0.1');
