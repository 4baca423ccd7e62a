import { Trans } from '@lingui/react/macro';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import type { Stream } from '@/lib/api/types';
import styles from './ResumeCard.module.css';

interface ResumeCardProps {
  stream: Stream;
  isReady: boolean;
  isEnding: boolean;
  onResume: () => void;
  onEnd: () => void;
}

/** A stream of ours is still live, but not from this page: it was reloaded, or it is elsewhere. */
export function ResumeCard({ stream, isReady, isEnding, onResume, onEnd }: ResumeCardProps) {
  return (
    <Notice
      kind="warning"
      action={
        <div className={styles.actions}>
          <Button size="sm" variant="primary" disabled={!isReady} onClick={onResume}>
            <Trans>Continue here</Trans>
          </Button>
          <Button size="sm" busy={isEnding} onClick={onEnd}>
            <Trans>End it</Trans>
          </Button>
        </div>
      }
    >
      <Trans>
        <strong>{stream.title}</strong> is still live. Continue it from this page, or end it.
      </Trans>
    </Notice>
  );
}
