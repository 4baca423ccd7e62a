import { Trans } from '@lingui/react/macro';
import { clsx } from 'clsx';
import styles from './LiveBadge.module.css';

/** `interrupted`: the broadcaster dropped and may be back any moment. */
export function LiveBadge({ interrupted = false }: { interrupted?: boolean }) {
  return (
    <span
      data-testid="live-badge"
      className={clsx(styles.badge, interrupted && styles.interrupted)}
    >
      <span aria-hidden="true" className={styles.dot} />
      {interrupted ? <Trans>Paused</Trans> : <Trans>Live</Trans>}
    </span>
  );
}
