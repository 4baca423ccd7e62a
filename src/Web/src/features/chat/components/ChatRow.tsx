import { CornerDownRight } from 'lucide-react';
import { memo } from 'react';
import { formatTime } from '@/lib/format';
import { hueOf } from '@/lib/hue';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import styles from './ChatRow.module.css';

interface ChatRowProps {
  message: ChatMessage;
  isHost: boolean;
  repliesTo: ChatMessage | undefined;
}

export const ChatRow = memo(function ChatRow({ message, isHost, repliesTo }: ChatRowProps) {
  const { userId, username, displayName, comment, timestamp } = message;
  return (
    <div className={styles.row} data-testid="chat-message" title={formatTime(timestamp)}>
      {repliesTo !== undefined && (
        <p className={styles.reply}>
          <CornerDownRight aria-hidden="true" size={12} />
          {repliesTo.displayName ?? repliesTo.username}: <bdi>{repliesTo.comment}</bdi>
        </p>
      )}
      {isHost && <span className={styles.host}>Host</span>}
      <span className={styles.name} style={{ '--hue': hueOf(userId) }}>
        {displayName ?? username}
      </span>{' '}
      {/* Isolated, so that right-to-left text stays in its own line's part. */}
      <bdi className={styles.text}>{comment}</bdi>
    </div>
  );
});
