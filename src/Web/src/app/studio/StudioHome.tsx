import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarPlus, Clapperboard, Video } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Page } from '@/components/layout/Page';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Retry } from '@/components/ui/Retry';
import { Skeleton } from '@/components/ui/Skeleton';
import { StreamEditor } from '@/features/broadcast/components/StreamEditor';
import { streamsOfQuery } from '@/features/streams/api/streams';
import { byStage } from '@/features/streams/core/byStage';
import type { Stream, User } from '@/lib/api/types';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { OwnStream } from './OwnStream';
import { PastTable } from './PastTable';
import styles from './StudioHome.module.css';

/** Everything that somebody streams, plans and has streamed. */
export function StudioHome({ user }: { user: User }) {
  const { t } = useLingui();
  useDocumentTitle(t`Studio`);
  const navigate = useNavigate();
  const [isPlanning, setPlanning] = useState(false);
  const streams = useQuery({ ...streamsOfQuery(user.id), refetchInterval: 10_000 });
  const { live, past } = byStage(streams.data ?? []);
  const upcoming = upcomingOf(streams.data ?? []);

  return (
    <Page>
      <div className={styles.page}>
        <header className={styles.header}>
          <h1 className={styles.title}>
            <Trans>Studio</Trans>
          </h1>
          <div className={styles.actions}>
            <Button
              icon={<CalendarPlus aria-hidden="true" />}
              data-testid="plan-stream"
              onClick={() => setPlanning(true)}
            >
              <Trans>New stream</Trans>
            </Button>
            <ButtonLink to="/studio/live" variant="primary" icon={<Video aria-hidden="true" />}>
              <Trans>Go live from this browser</Trans>
            </ButtonLink>
          </div>
        </header>
        {streams.data === undefined ? (
          streams.isPending ? (
            <Skeleton className={styles.waiting} />
          ) : (
            <Retry query={streams} />
          )
        ) : streams.data.length === 0 ? (
          <EmptyState icon={<Clapperboard size={26} />} title={t`Your first stream`}>
            <Trans>
              Go live from this browser with your camera or screen, or make a stream and send to it
              from OBS.
            </Trans>
          </EmptyState>
        ) : (
          <>
            <Section title={t`Live`} streams={live} />
            <Section title={t`Upcoming and drafts`} streams={upcoming} />
            {past.length > 0 && <PastTable streams={past} />}
          </>
        )}
      </div>
      {isPlanning && (
        <StreamEditor
          onSaved={({ streamId }) => void navigate(`/studio/${streamId}`)}
          onClose={() => setPlanning(false)}
        />
      )}
    </Page>
  );
}

/** Those with a date first, by date; then drafts, the newest first. */
function upcomingOf(streams: readonly Stream[]): Stream[] {
  const at = ({ scheduledFor }: Stream) =>
    scheduledFor === null ? Number.POSITIVE_INFINITY : Date.parse(scheduledFor);
  return streams
    .filter(({ status }) => status === 'upcoming')
    .sort((a, b) => at(a) - at(b) || Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

function Section({ title, streams }: { title: string; streams: readonly Stream[] }) {
  return (
    streams.length > 0 && (
      <section aria-label={title} className={styles.section}>
        <h2 className={styles.subtitle}>{title}</h2>
        <ul className={styles.list}>
          {streams.map((stream) => (
            <li key={stream.streamId}>
              <OwnStream stream={stream} />
            </li>
          ))}
        </ul>
      </section>
    )
  );
}
