import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState, type ReactNode } from 'react';
import { useBlocker } from 'react-router';
import { StageLayout } from '@/components/layout/StageLayout';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Disclosure } from '@/components/ui/Disclosure';
import { Notice } from '@/components/ui/Notice';
import { AnalyticsPanel } from '@/features/analytics/components/AnalyticsPanel';
import { ChatPanel } from '@/features/chat/components/ChatPanel';
import { ReactionOverlay } from '@/features/chat/components/ReactionOverlay';
import { useChatRoom } from '@/features/chat/hooks/useChatRoom';
import { StreamHeader } from '@/features/streams/components/StreamHeader';
import type { Stream, User } from '@/lib/api/types';
import { describeError } from '@/lib/errors/describeError';
import { ShareButton } from '../ShareButton';
import styles from './OnAir.module.css';

interface OnAirProps {
  stream: Stream;
  user: User;
  isEnding: boolean;
  endError: Error | null;
  onEnd: () => void;
  stage: (askToEnd: () => void, reactions: ReactNode) => ReactNode;
}

/** The broadcaster's page while the stream is live. Leaving it by accident takes a second click. */
export function OnAir({ stream, user, isEnding, endError, onEnd, stage }: OnAirProps) {
  const { t } = useLingui();
  const { streamId } = stream;
  const [isAsking, setAsking] = useState(false);
  const room = useChatRoom(streamId, user.id);
  const blocker = useBlocker(({ nextLocation }) => nextLocation.pathname !== '/studio/live');

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);

  return (
    <>
      <StageLayout
        stage={stage(() => setAsking(true), <ReactionOverlay room={room} />)}
        below={
          <div className={styles.below} data-stream-id={streamId}>
            {endError !== null && <Notice kind="error">{describeError(endError)}</Notice>}
            <StreamHeader stream={stream} aside={<ShareButton streamId={streamId} />} />
            <Disclosure
              title={t`Analytics`}
              initiallyOpen={matchMedia('(width >= 900px)').matches}
              className={styles.analytics}
            >
              <AnalyticsPanel streamId={streamId} />
            </Disclosure>
          </div>
        }
        side={
          <ChatPanel room={room} hostId={user.id} self={user} invitation={null} closed={null} />
        }
      />
      {isAsking && (
        <ConfirmDialog
          title={t`End this stream?`}
          confirmLabel={t`End stream`}
          confirmTestId="confirm-end-stream"
          busy={isEnding}
          onConfirm={onEnd}
          onCancel={() => setAsking(false)}
        >
          <Trans>It ends for everyone who watches, and cannot be continued.</Trans>
        </ConfirmDialog>
      )}
      {blocker.state === 'blocked' && (
        <ConfirmDialog
          title={t`You are live`}
          confirmLabel={t`Leave anyway`}
          busy={false}
          onConfirm={() => blocker.proceed()}
          onCancel={() => blocker.reset()}
        >
          <Trans>
            Your picture stops when you leave this page. The stream ends if you do not come back
            soon.
          </Trans>
        </ConfirmDialog>
      )}
    </>
  );
}
