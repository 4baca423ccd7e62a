import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Page } from '@/components/layout/Page';
import { AnalyticsPanel } from '@/features/analytics/components/AnalyticsPanel';
import { BroadcastStage } from '@/features/broadcast/components/BroadcastStage';
import { DevicePicker } from '@/features/broadcast/components/DevicePicker';
import { DeviceToggles } from '@/features/broadcast/components/DeviceToggles';
import { EndedSummary } from '@/features/broadcast/components/EndedSummary';
import { GoLiveForm } from '@/features/broadcast/components/GoLiveForm';
import { Preview } from '@/features/broadcast/components/Preview';
import { ResumeCard } from '@/features/broadcast/components/ResumeCard';
import { useCapture } from '@/features/broadcast/hooks/useCapture';
import { useGoLive } from '@/features/broadcast/hooks/useGoLive';
import { streamsOfQuery } from '@/features/streams/api/streams';
import type { User } from '@/lib/api/types';
import { useStore } from '@/lib/useStore';
import { OnAir } from './OnAir';
import styles from './StudioPage.module.css';

export function StudioPage({ user }: { user: User }) {
  const capture = useCapture();
  const { phase } = useStore(capture.state);
  const { stream, broadcast, ended, goLive, resume, end, startOver } = useGoLive(capture);
  const { data: own, refetch } = useQuery(streamsOfQuery(user.id));
  const elsewhere = own?.find(
    ({ streamId, status }) =>
      (status === 'live' || status === 'interrupted') && streamId !== ended?.streamId,
  );

  useEffect(() => {
    if (ended !== null) {
      // Else the page would offer to continue what is over.
      void refetch();
    }
  }, [ended, refetch]);

  const isReady = phase === 'ready';

  if (stream !== null && broadcast !== null) {
    return (
      <OnAir
        stream={stream}
        user={user}
        isEnding={end.isPending}
        endError={end.error}
        onEnd={() => end.mutate(stream)}
        stage={(askToEnd, reactions) => (
          <BroadcastStage
            broadcast={broadcast}
            capture={capture}
            startedAt={stream.startedAt}
            onEnd={askToEnd}
          >
            {reactions}
          </BroadcastStage>
        )}
      />
    );
  }

  if (ended !== null) {
    return (
      <Page>
        <EndedSummary stream={ended} onStartOver={startOver}>
          <AnalyticsPanel streamId={ended.streamId} />
        </EndedSummary>
      </Page>
    );
  }

  return (
    <Page>
      <div className={styles.studio}>
        <div className={styles.left}>
          {/* While we go live here, the lobby may tell us of it first. */}
          {elsewhere !== undefined && !goLive.isPending && (
            <ResumeCard
              stream={elsewhere}
              isReady={isReady}
              isEnding={end.isPending}
              onResume={() => resume(elsewhere)}
              onEnd={() => end.mutate(elsewhere)}
            />
          )}
          <div className={styles.preview}>
            <Preview capture={capture}>
              <div className={styles.toggles}>
                <DeviceToggles capture={capture} />
              </div>
            </Preview>
          </div>
          <DevicePicker capture={capture} />
        </div>
        <section className={styles.form} aria-labelledby="go-live-title">
          <h1 id="go-live-title" className={styles.title}>
            <Trans>Go live from this browser</Trans>
          </h1>
          <GoLiveForm
            isReady={isReady}
            busy={goLive.isPending}
            error={goLive.error}
            onGoLive={(draft) => goLive.mutate(draft)}
          />
        </section>
      </div>
    </Page>
  );
}
