import { useEffect, useMemo } from 'react';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { ChatRoom } from '../core/ChatRoom';

/** The chat of a stream, joined for as long as the component is there. */
export function useChatRoom(streamId: string, userId: string | null): ChatRoom {
  const { chat } = useRealtime();
  const room = useMemo(() => new ChatRoom(chat, streamId), [chat, streamId]);

  useEffect(() => {
    room.start();
    return () => room.stop();
  }, [room]);

  useEffect(() => room.identify(userId), [room, userId]);

  return room;
}
