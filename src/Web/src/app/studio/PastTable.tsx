import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { Button } from '@/components/ui/Button';
import { Dialog } from '@/components/ui/Dialog';
import { Skeleton } from '@/components/ui/Skeleton';
import { analyticsQuery } from '@/features/analytics/api/analytics';
import type { Stream } from '@/lib/api/types';
import { formatCount, formatDate, formatDuration } from '@/lib/format';
import styles from './PastTable.module.css';
import { StreamActions } from './StreamActions';

const AnalyticsPanel = lazy(async () => ({
  default: (await import('@/features/analytics/components/AnalyticsPanel')).AnalyticsPanel,
}));

const shownAtOnce = 10;

/** How past streams went, and what is left of them. */
export function PastTable({ streams }: { streams: readonly Stream[] }) {
  const { t } = useLingui();
  const [shown, setShown] = useState(shownAtOnce);
  const [chosen, setChosen] = useState<Stream | null>(null);

  return (
    <section aria-label={t`Past streams`}>
      <h2 className={styles.title}>
        <Trans>Past streams</Trans>
      </h2>
      <table className={styles.table} data-testid="past-streams">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Stream</Trans>
            </th>
            <th scope="col">
              <Trans>Length</Trans>
            </th>
            <th scope="col">
              <Trans>Views</Trans>
            </th>
            <th scope="col">
              <Trans>Peak</Trans>
            </th>
            <th scope="col">
              <Trans>Watch time</Trans>
            </th>
            <th scope="col">
              <Trans>Recording</Trans>
            </th>
            <th scope="col">
              <span className="visually-hidden">
                <Trans>Actions</Trans>
              </span>
            </th>
          </tr>
        </thead>
        <tbody>
          {streams.slice(0, shown).map((stream) => (
            <Row key={stream.streamId} stream={stream} onAnalytics={() => setChosen(stream)} />
          ))}
        </tbody>
      </table>
      {streams.length > shown && (
        <Button className={styles.more} onClick={() => setShown(shown + shownAtOnce)}>
          <Trans>Show more</Trans>
        </Button>
      )}
      {chosen !== null && (
        <Dialog title={chosen.title} isWide onClose={() => setChosen(null)}>
          <Suspense fallback={<Skeleton className={styles.waiting} />}>
            <AnalyticsPanel streamId={chosen.streamId} />
          </Suspense>
        </Dialog>
      )}
    </section>
  );
}

function Row({ stream, onAnalytics }: { stream: Stream; onAnalytics: () => void }) {
  const { t } = useLingui();
  const { streamId, title, endedAt, duration, totalViews, peakViewers, recordingUrl } = stream;
  const analytics = useQuery(analyticsQuery(streamId));
  const watchTime = analytics.data?.watchTime;
  return (
    <tr data-stream-id={streamId}>
      <th scope="row" className={styles.stream}>
        <Link to={`/watch/${streamId}`}>{title}</Link>
        {endedAt !== null && <span className={styles.date}>{formatDate(endedAt)}</span>}
      </th>
      <td data-label={t`Length`}>{formatDuration(duration)}</td>
      <td data-label={t`Views`}>{formatCount(totalViews)}</td>
      <td data-label={t`Peak`}>{formatCount(peakViewers)}</td>
      <td data-label={t`Watch time`}>{watchTime == null ? '–' : formatDuration(watchTime)}</td>
      <td data-label={t`Recording`}>
        {recordingUrl === null ? (
          '–'
        ) : (
          <Link to={`/watch/${streamId}`}>
            <Trans>Watch</Trans>
          </Link>
        )}
      </td>
      <td className={styles.actions}>
        <StreamActions stream={stream} onAnalytics={onAnalytics} />
      </td>
    </tr>
  );
}
