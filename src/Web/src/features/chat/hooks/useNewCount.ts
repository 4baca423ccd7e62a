import { useState } from 'react';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';

/** How many messages came since the reader left the end; 0 while they are there. */
export function useNewCount(messages: readonly ChatMessage[], isAtEnd: boolean): number {
  const newest = messages.at(-1)?.offset ?? 0;
  const [seen, setSeen] = useState(newest);
  if (isAtEnd && seen !== newest) {
    setSeen(newest);
  }

  if (isAtEnd) {
    return 0;
  }

  let count = 0;
  for (let index = messages.length - 1; index >= 0; index--) {
    if ((messages[index]?.offset ?? 0) <= seen) {
      break;
    }

    count++;
  }

  return count;
}
