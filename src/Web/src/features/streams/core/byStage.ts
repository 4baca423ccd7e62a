import type { Stream } from '@/lib/api/types';

export interface Stages {
  live: Stream[];
  /** The next one first. */
  upcoming: Stream[];
  /** The newest first. */
  past: Stream[];
}

/** Somebody's streams by where they are in their life. Without a date an upcoming one is a draft, and left out. */
export function byStage(streams: readonly Stream[]): Stages {
  const by = (key: 'startedAt' | 'scheduledFor' | 'endedAt') => (a: Stream, b: Stream) =>
    Date.parse(a[key] ?? a.createdAt) - Date.parse(b[key] ?? b.createdAt);

  return {
    live: streams
      .filter(({ status }) => status === 'live' || status === 'interrupted')
      .sort(by('startedAt'))
      .reverse(),
    upcoming: streams.filter(isAnnounced).sort(by('scheduledFor')),
    past: streams
      .filter(({ status }) => status === 'ended')
      .sort(by('endedAt'))
      .reverse(),
  };
}

/** Without a date it is a draft of somebody's, not an announcement. */
export function isAnnounced({ status, scheduledFor }: Stream): boolean {
  return status === 'upcoming' && scheduledFor !== null;
}
