import { useMemo } from 'react';
import { fetchReplay } from '../api/replay';
import { ChatReplay } from '../core/ChatReplay';

/** The chat of a stream's recording. */
export function useChatReplay(streamId: string): ChatReplay {
  return useMemo(() => new ChatReplay((from) => fetchReplay(streamId, from)), [streamId]);
}
