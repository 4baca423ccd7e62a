import { useEffect, useRef } from 'react';
import { useSession } from '@/features/auth/hooks/useSession';
import { useRealtime } from '@/lib/realtime/RealtimeContext';

/** The hubs know who we are from when they were connected: connect anew when that changes. */
export function useIdentity(): void {
  const { user, isLoading } = useSession();
  const { live, chat } = useRealtime();
  const known = useRef<string | null | undefined>(undefined);
  const userId = user?.id ?? null;

  useEffect(() => {
    if (isLoading) {
      return;
    }

    if (known.current !== undefined && known.current !== userId) {
      live.changeIdentity();
      chat.changeIdentity();
    }

    known.current = userId;
  }, [userId, isLoading, live, chat]);
}
