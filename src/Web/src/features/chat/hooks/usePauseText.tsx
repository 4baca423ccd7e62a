import { useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { formatDuration } from '@/lib/format';
import { useNow } from '@/lib/useNow';
import { useStore } from '@/lib/useStore';
import type { ChatRoom } from '../core/ChatRoom';

/** Why we cannot write now and for how long, counting down; null when we can. */
export function usePauseText(room: ChatRoom): string | null {
  const { t } = useLingui();
  const { pause } = useStore(room.state);
  const now = useNow(pause?.until ?? null);
  const left = pause?.until == null ? null : Math.ceil((pause.until - now) / 1000);
  const isOver = left !== null && left <= 0;

  useEffect(() => {
    if (isOver) {
      room.resume();
    }
  }, [isOver, room]);

  if (pause === null || isOver) {
    return null;
  }

  const time = left === null ? '' : formatDuration(left);
  switch (pause.reason) {
    case 'slow_mode':
      return t`Slow mode: you can write again in ${time}.`;
    case 'timed_out':
      return left === null
        ? t`You are timed out in this chat.`
        : t`You are timed out in this chat for another ${time}.`;
    case 'banned':
      return t`You are banned from this chat.`;
  }
}
