import { Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { Avatar } from '@/components/ui/Avatar';
import { ButtonLink } from '@/components/ui/Button';
import { IconButton } from '@/components/ui/IconButton';
import type { LiveStarted } from '@/lib/realtime/liveProtocol';
import { useStore } from '@/lib/useStore';
import { useStartedNotices } from '../hooks/useStartedNotices';
import styles from './StartedNoticeList.module.css';

interface StartedNoticeListProps {
  /** The stream whose page is open: it needs no notice. */
  openStreamId: string | undefined;
}

/** Says over any page that somebody one follows has gone live. */
export function StartedNoticeList({ openStreamId }: StartedNoticeListProps) {
  const { t } = useLingui();
  const notices = useStartedNotices();
  const all = useStore(notices.shown);
  const shown = all.filter(({ streamId }) => streamId !== openStreamId);
  const [newest] = shown;

  useEffect(() => {
    if (openStreamId !== undefined) {
      // Whoever was there needs none afterwards either.
      notices.dismiss(openStreamId);
    }
  }, [notices, openStreamId]);

  return (
    <>
      {/* Apart from the list, so that a screen reader says the news and not the buttons. */}
      <p role="status" className="visually-hidden">
        {newest !== undefined && t`${newest.host.displayName} is live: ${newest.title}`}
      </p>
      {shown.length > 0 && (
        <section aria-label={t`People you follow`} className={styles.notices}>
          <ul className={styles.list}>
            {shown.map((started) => (
              <li key={started.streamId}>
                <StartedNotice
                  started={started}
                  onDismiss={() => notices.dismiss(started.streamId)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface StartedNoticeProps {
  started: LiveStarted;
  onDismiss: () => void;
}

function StartedNotice({ started: { streamId, title, host }, onDismiss }: StartedNoticeProps) {
  const { t } = useLingui();
  return (
    <div className={styles.notice} data-testid="started-notice" data-stream-id={streamId}>
      <Avatar name={host.displayName} url={host.avatarUrl} />
      <div className={styles.text}>
        <p className={styles.host}>
          <Trans>
            <span className={styles.name}>{host.displayName}</span> is live
          </Trans>
        </p>
        <p className={styles.title}>{title}</p>
      </div>
      <ButtonLink
        to={`/watch/${streamId}`}
        variant="primary"
        size="sm"
        aria-label={t`Watch ${host.displayName}: ${title}`}
      >
        <Trans>Watch</Trans>
      </ButtonLink>
      <IconButton size="sm" label={t`Dismiss: ${host.displayName} is live`} onClick={onDismiss}>
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}
