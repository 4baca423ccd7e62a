import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { LiveBadge } from '@/components/ui/LiveBadge';
import { Notice } from '@/components/ui/Notice';
import { ViewerCount } from '@/components/ui/ViewerCount';
import { describeError } from '@/lib/errors/describeError';
import { useStore } from '@/lib/useStore';
import type { Broadcast } from '../core/Broadcast';
import type { Capture } from '../core/Capture';
import styles from './BroadcastStage.module.css';
import { DeviceToggles } from './DeviceToggles';
import { LiveClock } from './LiveClock';
import { Preview } from './Preview';

interface BroadcastStageProps {
  broadcast: Broadcast;
  capture: Capture;
  startedAt: string | null;
  onEnd: () => void;
  /** Floats over the picture: reactions. */
  children?: ReactNode;
}

/** The broadcaster's own picture with everything that is needed while on the air. */
export function BroadcastStage({
  broadcast,
  capture,
  startedAt,
  onEnd,
  children,
}: BroadcastStageProps) {
  const { onAir, status, viewerCount, error } = useStore(broadcast.state);
  return (
    <Preview capture={capture}>
      {children}
      <div className={styles.badges}>
        <LiveBadge interrupted={status === 'interrupted'} />
        <ViewerCount count={viewerCount} overVideo />
        {startedAt !== null && <LiveClock startedAt={startedAt} />}
      </div>
      <div className={styles.notice}>
        {error !== null ? (
          <Notice kind="error">{describeError(error)}</Notice>
        ) : (
          !onAir && (
            <Notice kind="warning">
              <Trans>Connecting to the server…</Trans>
            </Notice>
          )
        )}
      </div>
      <div className={styles.controls}>
        <DeviceToggles capture={capture} />
        <Button variant="danger" data-testid="end-stream" className={styles.end} onClick={onEnd}>
          <Trans>End stream</Trans>
        </Button>
      </div>
    </Preview>
  );
}
