import { Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { IconButton } from '@/components/ui/IconButton';
import styles from './Panel.module.css';

interface KeyListProps {
  isLive: boolean;
  onClose: () => void;
}

export function KeyList({ isLive, onClose }: KeyListProps) {
  const { t } = useLingui();
  const keys: [string, string][] = [
    ...(isLive
      ? []
      : [
          ['Space, k', t`Play or pause`] as [string, string],
          ['← →', t`10 seconds back or on`] as [string, string],
        ]),
    ['m', t`Sound off or on`],
    ['f', t`Full screen`],
    ...(isLive ? [['t', t`Theatre view`] as [string, string]] : []),
    ['i', t`Picture in picture`],
    ...(isLive ? [['s', t`Statistics`] as [string, string]] : []),
    ['?', t`This list`],
  ];
  return (
    <section className={styles.panel} aria-label={t`Keys`} data-testid="player-keys">
      <header className={styles.header}>
        <h2>
          <Trans>Keys</Trans>
        </h2>
        <IconButton size="sm" variant="video" label={t`Close`} onClick={onClose}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <dl className={styles.list}>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
