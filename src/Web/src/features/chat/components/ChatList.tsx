import { ArrowDown, MessagesSquare } from 'lucide-react';
import { Skeleton } from '@/components/ui/Skeleton';
import type { ChatRoom, ChatState } from '../core/ChatRoom';
import { useStickToBottom } from '../hooks/useStickToBottom';
import styles from './ChatList.module.css';
import { ChatRow } from './ChatRow';
import { OutgoingRow } from './OutgoingRow';

interface ChatListProps {
  room: ChatRoom;
  state: ChatState;
  hostId: string;
}

export function ChatList({ room, state, hostId }: ChatListProps) {
  const { phase, messages, outgoing } = state;
  const waiting = outgoing.filter(({ shownAs }) => shownAs === undefined);
  const newest = messages.at(-1)?.id ?? '';
  const { ref, isBehind, scrollToBottom } = useStickToBottom(`${newest}/${waiting.length}`);
  const isEmpty = messages.length === 0 && waiting.length === 0;

  return (
    <div className={styles.frame}>
      <div
        ref={ref}
        role="log"
        aria-label="Chat messages"
        data-testid="chat-list"
        className={styles.list}
        // Keyboards scroll what has the focus.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {messages.map((message) => (
          <ChatRow
            key={message.id}
            message={message}
            isHost={message.userId === hostId}
            repliesTo={
              message.replyTo ? messages.find(({ id }) => id === message.replyTo) : undefined
            }
          />
        ))}
        {waiting.map((one) => (
          <OutgoingRow
            key={one.clientId}
            outgoing={one}
            onRetry={() => room.retry(one.clientId)}
            onDiscard={() => room.discard(one.clientId)}
          />
        ))}
      </div>
      {isEmpty && phase === 'joining' && (
        <div className={styles.skeletons}>
          <Skeleton className={styles.skeleton} />
          <Skeleton className={styles.skeleton} />
          <Skeleton className={styles.skeleton} />
        </div>
      )}
      {isEmpty && phase === 'open' && (
        <div className={styles.empty}>
          <MessagesSquare aria-hidden="true" size={22} />
          No messages yet. Say hello!
        </div>
      )}
      {isBehind && (
        <button type="button" className={styles.pill} onClick={scrollToBottom}>
          <ArrowDown aria-hidden="true" size={15} />
          New messages
        </button>
      )}
    </div>
  );
}
