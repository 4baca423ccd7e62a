/** The JSON of the HTTP API, as the gateway's OpenAPI document describes it. */

export type Role = 'viewer' | 'creator' | 'moderator' | 'admin';

export interface User {
  id: string;
  username: string;
  displayName: string | null;
  avatarUrl: string | null;
  roles: Role[];
}

export interface Host {
  id: string;
  username: string;
  displayName?: string | null;
  avatarUrl?: string | null;
}

/** `interrupted`: the broadcaster dropped, and the grace period to come back runs. */
export type StreamStatus = 'upcoming' | 'live' | 'interrupted' | 'ended';

export type Visibility = 'public' | 'unlisted' | 'private';

export interface Stream {
  streamId: string;
  title: string;
  description: string | null;
  category: string | null;
  tags: string[];
  status: StreamStatus;
  visibility: Visibility;
  host: Host;
  viewerCount: number;
  peakViewers: number;
  totalViews: number;
  scheduledFor: string | null;
  startedAt: string | null;
  endedAt: string | null;
  /** Seconds. */
  duration: number | null;
  thumbnailUrl: string | null;
  recordingUrl: string | null;
  chatEnabled: boolean;
  /** For its creator only. */
  streamKey?: string | null;
  /** For its creator only. */
  ingest?: { whipUrl?: string | null; rtmpUrl?: string | null } | null;
}

export interface Page<T> {
  items: T[];
  page: number;
  limit: number;
  total: number;
}
