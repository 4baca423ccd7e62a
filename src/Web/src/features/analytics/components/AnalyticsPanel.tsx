import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Retry } from '@/components/ui/Retry';
import { Skeleton } from '@/components/ui/Skeleton';
import { formatCount, formatDuration } from '@/lib/format';
import { analyticsQuery } from '../api/analytics';
import styles from './AnalyticsPanel.module.css';
import { ViewersChart } from './ViewersChart';

/** How a stream of ours goes or went; while it is live it keeps itself fresh. */
export function AnalyticsPanel({ streamId }: { streamId: string }) {
  const { t } = useLingui();
  const analytics = useQuery(analyticsQuery(streamId));
  if (analytics.data === undefined) {
    return analytics.isPending ? (
      <Skeleton className={styles.waiting} />
    ) : (
      <Retry query={analytics} />
    );
  }

  const { peakViewers, uniqueViewers, watchTime, chatMessages, reactions } = analytics.data;
  return (
    <div className={styles.panel} data-testid="analytics">
      <dl className={styles.figures}>
        <Figure name="peak" label={t`Peak viewers`} value={formatCount(peakViewers)} />
        <Figure name="unique" label={t`Unique viewers`} value={formatCount(uniqueViewers)} />
        <Figure name="watch-time" label={t`Watch time`} value={formatDuration(watchTime)} />
        <Figure name="messages" label={t`Chat messages`} value={countOf(chatMessages)} />
        <Figure name="reactions" label={t`Reactions`} value={countOf(reactions)} />
      </dl>
      <ViewersChart analytics={analytics.data} />
    </div>
  );
}

function countOf(count: number | null): string | null {
  return count === null ? null : formatCount(count);
}

interface FigureProps {
  name: string;
  label: string;
  /** Null: not known right now. */
  value: string | null;
}

function Figure({ name, label, value }: FigureProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-testid={`analytics-${name}`}>
        {value ?? (
          <>
            <span aria-hidden="true">–</span>
            <span className="visually-hidden">
              <Trans>Not known right now</Trans>
            </span>
          </>
        )}
      </dd>
    </div>
  );
}
