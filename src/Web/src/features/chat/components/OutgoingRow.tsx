import { clsx } from 'clsx';
import { describeError } from '@/lib/errors/describeError';
import type { Outgoing } from '../core/ChatRoom';
import styles from './ChatRow.module.css';

interface OutgoingRowProps {
  outgoing: Outgoing;
  onRetry: () => void;
  onDiscard: () => void;
}

/** A message of our own on its way, or one that did not make it. */
export function OutgoingRow({ outgoing, onRetry, onDiscard }: OutgoingRowProps) {
  const { comment, status, error } = outgoing;
  return (
    <div className={styles.row} data-testid="chat-outgoing" data-status={status}>
      <div className={clsx(status === 'sending' && styles.pending)}>
        <span className={styles.name}>You</span> <bdi className={styles.text}>{comment}</bdi>
      </div>
      {status === 'failed' && (
        <p role="alert" className={styles.problem}>
          {describeError(error)}
          <button type="button" onClick={onRetry}>
            Send again
          </button>
          <button type="button" onClick={onDiscard}>
            Discard
          </button>
        </p>
      )}
    </div>
  );
}
