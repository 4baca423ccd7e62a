import { Trans } from '@lingui/react/macro';
import { clsx } from 'clsx';
import { describeError } from '@/lib/errors/describeError';
import type { Outgoing } from '../core/ChatRoom';
import styles from './ChatRow.module.css';

interface OutgoingRowProps {
  outgoing: Outgoing;
  /** Whether sending it again could succeed. */
  canRetry: boolean;
  onRetry: () => void;
  onDiscard: () => void;
}

/** A message of our own on its way, or one that did not make it: one line then, with why. */
export function OutgoingRow({ outgoing, canRetry, onRetry, onDiscard }: OutgoingRowProps) {
  const { comment, status, error } = outgoing;
  return (
    <div className={styles.row} data-testid="chat-outgoing" data-status={status}>
      <div className={clsx(status === 'failed' ? styles.failed : styles.pending)}>
        <span className={styles.name}>
          <Trans>You</Trans>
        </span>{' '}
        <bdi className={clsx(status !== 'failed' && styles.text)}>{comment}</bdi>
      </div>
      {status === 'failed' && (
        <div role="alert" className={styles.problem}>
          {describeError(error)}
          {canRetry && (
            <button type="button" onClick={onRetry}>
              <Trans>Send again</Trans>
            </button>
          )}
          <button type="button" onClick={onDiscard}>
            <Trans>Clear</Trans>
          </button>
        </div>
      )}
    </div>
  );
}
