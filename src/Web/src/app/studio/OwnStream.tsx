import { Trans } from '@lingui/react/macro';
import { Lock } from 'lucide-react';
import { ButtonLink } from '@/components/ui/Button';
import { LiveBadge } from '@/components/ui/LiveBadge';
import { ViewerCount } from '@/components/ui/ViewerCount';
import { StreamPoster } from '@/features/streams/components/StreamPoster';
import type { Stream } from '@/lib/api/types';
import { formatDate } from '@/lib/format';
import styles from './StudioHome.module.css';
import { StreamActions } from './StreamActions';

/** A stream of one's own that is live or not yet, with what can be done about it. */
export function OwnStream({ stream }: { stream: Stream }) {
  const { streamId, title, status, scheduledFor, visibility, viewerCount } = stream;
  const isOn = status === 'live' || status === 'interrupted';

  return (
    <article className={styles.own} data-testid="own-stream" data-stream-id={streamId}>
      <div className={styles.poster}>
        <StreamPoster stream={stream} />
      </div>
      <div className={styles.what}>
        <h3 className={styles.name}>{title}</h3>
        <p className={styles.facts}>
          {isOn ? (
            <>
              <LiveBadge interrupted={status === 'interrupted'} />
              <ViewerCount count={viewerCount} />
            </>
          ) : scheduledFor === null ? (
            <Trans>Draft</Trans>
          ) : (
            formatDate(scheduledFor)
          )}
          {visibility !== 'public' && (
            <span className={styles.fact}>
              <Lock aria-hidden="true" size={13} />
              {visibility === 'private' ? <Trans>Private</Trans> : <Trans>Unlisted</Trans>}
            </span>
          )}
        </p>
      </div>
      <div className={styles.actions}>
        <ButtonLink to={`/studio/${streamId}`} size="sm" variant={isOn ? 'primary' : 'secondary'}>
          {isOn ? <Trans>Control room</Trans> : <Trans>Set up</Trans>}
        </ButtonLink>
        <StreamActions stream={stream} />
      </div>
    </article>
  );
}
