import { useEffect, useMemo } from 'react';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { StartedNotices } from '../core/StartedNotices';

/** The notices of this page's life: who needs fresh ones (somebody else signed in) mounts anew. */
export function useStartedNotices(): StartedNotices {
  const { live } = useRealtime();
  const notices = useMemo(() => new StartedNotices(live), [live]);
  useEffect(() => notices.start(), [notices]);
  return notices;
}
