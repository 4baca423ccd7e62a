import type { ReactNode } from 'react';
import { Notice } from '@/components/ui/Notice';
import { describeError } from '@/lib/errors/describeError';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { useStore } from '@/lib/useStore';
import type { ChatRoom } from '../core/ChatRoom';
import { ChatList } from './ChatList';
import styles from './ChatPanel.module.css';
import { Composer } from './Composer';
import { ReactionBar } from './ReactionBar';

interface ChatPanelProps {
  room: ChatRoom;
  hostId: string;
  /** Whether somebody is signed in, and so may write. */
  canWrite: boolean;
  /** Stands in the composer's place for those who are not signed in. */
  invitation: ReactNode;
  /** Why nobody can write any more, when that is so. */
  closed: string | null;
}

export function ChatPanel({ room, hostId, canWrite, invitation, closed }: ChatPanelProps) {
  const { chat } = useRealtime();
  const state = useStore(room.state);
  const connection = useStore(chat.state);
  const reason = closed ?? (state.settings?.enabled === false ? 'Chat is closed.' : null);

  return (
    <section className={styles.panel} aria-label="Chat">
      <header className={styles.header}>
        <h2 className={styles.title}>Chat</h2>
        <span role="status" className={styles.status}>
          {connection === 'reconnecting' ? 'Reconnecting…' : ''}
        </span>
      </header>
      {state.phase === 'refused' && state.error !== null ? (
        <div className={styles.refused}>
          <Notice kind="warning">{describeError(state.error)}</Notice>
        </div>
      ) : (
        <ChatList room={room} state={state} hostId={hostId} />
      )}
      <footer className={styles.footer}>
        {reason !== null ? (
          <p className={styles.closed}>{reason}</p>
        ) : canWrite ? (
          <>
            <ReactionBar room={room} />
            <Composer room={room} slowModeSeconds={state.settings?.slowModeSeconds ?? 0} />
          </>
        ) : (
          invitation
        )}
      </footer>
    </section>
  );
}
