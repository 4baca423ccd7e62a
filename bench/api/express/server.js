// The reference design's stack on the same table: Express, with Prisma or with a pool of pg.
// Usage: server.js prisma|pg PORT URL
import express from 'express';

const [stack, port, connectionString] = process.argv.slice(2);
const STATUS = ['upcoming', 'live', 'interrupted', 'ended'];
const VISIBILITY = ['public', 'unlisted', 'private'];
const CONNECTIONS = 20;
const COLUMNS = `id, host_id AS "hostId", host_username AS "hostUsername", host_display_name AS "hostDisplayName",
  host_avatar_url AS "hostAvatarUrl", title, description, category, tags, status, visibility, viewer_count AS "viewerCount",
  peak_viewers AS "peakViewers", total_views AS "totalViews", scheduled_for AS "scheduledFor", started_at AS "startedAt",
  ended_at AS "endedAt", playback_url AS "playbackUrl", recording_url AS "recordingUrl", thumbnail_url AS "thumbnailUrl",
  chat_enabled AS "chatEnabled", record_enabled AS "recordEnabled", created_at AS "createdAt", updated_at AS "updatedAt"`;

const stacks = {
  async prisma() {
    const { PrismaPg } = await import('@prisma/adapter-pg');
    const { PrismaClient } = (await import('@prisma/client')).default;
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: CONNECTIONS }) });
    const where = { visibility: 0, status: { in: [1, 2] } };
    return async (limit, offset) => {
      const [items, total] = await Promise.all([
        prisma.stream.findMany({ where, orderBy: [{ viewerCount: 'desc' }, { startedAt: 'desc' }, { id: 'desc' }], take: limit, skip: offset }),
        prisma.stream.count({ where }),
      ]);
      return { items, total };
    };
  },
  async pg() {
    const pool = new (await import('pg')).default.Pool({ connectionString, max: CONNECTIONS });
    // Names, so that pg prepares the statements.
    const page = {
      name: 'page',
      text: `SELECT ${COLUMNS} FROM streams WHERE visibility = 0 AND status IN (1, 2)
        ORDER BY viewer_count DESC, started_at DESC, id DESC LIMIT $1 OFFSET $2`,
    };
    const count = { name: 'count', text: 'SELECT count(*)::int AS total FROM streams WHERE visibility = 0 AND status IN (1, 2)' };
    return async (limit, offset) => {
      const [items, total] = await Promise.all([pool.query({ ...page, values: [limit, offset] }), pool.query(count)]);
      return { items: items.rows, total: total.rows[0].total };
    };
  },
};

const present = (stream, now) => ({
  streamId: stream.id,
  title: stream.title,
  description: stream.description,
  category: stream.category,
  tags: stream.tags,
  status: STATUS[stream.status],
  visibility: VISIBILITY[stream.visibility],
  isPrivate: stream.visibility === 2,
  host: { id: stream.hostId, username: stream.hostUsername, displayName: stream.hostDisplayName, avatarUrl: stream.hostAvatarUrl },
  viewerCount: stream.viewerCount,
  peakViewers: stream.peakViewers,
  totalViews: stream.totalViews,
  scheduledFor: stream.scheduledFor,
  startedAt: stream.startedAt,
  endedAt: stream.endedAt,
  duration: stream.startedAt ? Math.max(0, Math.floor(((stream.endedAt ?? now) - stream.startedAt) / 1000)) : 0,
  playbackUrl: stream.playbackUrl,
  recordingUrl: stream.recordingUrl,
  thumbnailUrl: stream.thumbnailUrl,
  chatEnabled: stream.chatEnabled,
  recordEnabled: stream.recordEnabled,
  createdAt: stream.createdAt,
  updatedAt: stream.updatedAt,
});

const list = await stacks[stack]();
const app = express();
app.disable('x-powered-by');
app.get('/health/ready', (_request, response) => response.end());
app.get('/api/live', async (request, response, next) => {
  try {
    const page = Math.max(1, Number(request.query.page ?? 1));
    const limit = Math.min(100, Number(request.query.limit ?? 20));
    const { items, total } = await list(limit, (page - 1) * limit);
    const now = new Date();
    response.json({ items: items.map((stream) => present(stream, now)), page, limit, total });
  } catch (error) {
    next(error);
  }
});
app.listen(Number(port), '127.0.0.1');
