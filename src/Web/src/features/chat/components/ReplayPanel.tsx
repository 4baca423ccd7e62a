import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { formatDuration } from '@/lib/format';
import { hueOf } from '@/lib/hue';
import { useStore } from '@/lib/useStore';
import { fetchPerson } from '../api/history';
import type { ChatReplay, ReplayState } from '../core/ChatReplay';
import { People } from '../core/People';
import { usePerson } from '../hooks/usePerson';
import styles from './ChatPanel.module.css';
import row from './ChatRow.module.css';
import { RichText } from './RichText';
import own from './ReplayPanel.module.css';

interface ReplayPanelProps {
  replay: ChatReplay;
  onSeek: (seconds: number) => void;
}

/** What was said up to the picture's time; each time leads there. */
export function ReplayPanel({ replay, onSeek }: ReplayPanelProps) {
  const { t } = useLingui();
  const { messages, phase } = useStore(replay.state);
  const people = useMemo(() => new People(fetchPerson), []);
  const list = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found =
    wanted === ''
      ? messages
      : messages.filter(({ message }) => message.comment.toLowerCase().includes(wanted));

  useEffect(() => {
    const element = list.current;
    if (element !== null && wanted === '') {
      element.scrollTop = element.scrollHeight;
    }
  }, [messages, wanted]);

  return (
    <section
      className={styles.panel}
      aria-label={t`Chat of the recording`}
      data-testid="chat-replay"
    >
      <header className={styles.header}>
        <h2 className={styles.title}>
          <Trans>Chat</Trans>
        </h2>
        <input
          type="search"
          aria-label={t`Search what was said`}
          placeholder={t`Search`}
          className={own.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </header>
      {phase === 'failed' && (
        <div className={own.problem}>
          <Notice
            kind="warning"
            action={
              <Button size="sm" onClick={() => replay.retry()}>
                <Trans>Try again</Trans>
              </Button>
            }
          >
            <Trans>The chat could not be loaded.</Trans>
          </Notice>
        </div>
      )}
      <div
        ref={list}
        role="group"
        aria-label={t`Chat messages`}
        className={own.list}
        // Keyboards scroll what has the focus.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {found.length === 0 && phase === 'ready' && (
          <p className={own.nothing}>
            {wanted === '' ? (
              <Trans>Nothing was said up to here.</Trans>
            ) : (
              <Trans>Nothing found</Trans>
            )}
          </p>
        )}
        {found.map((said) => (
          <ReplayRow key={said.message.id} said={said} people={people} onSeek={onSeek} />
        ))}
      </div>
    </section>
  );
}

interface ReplayRowProps {
  said: ReplayState['messages'][number];
  people: People;
  onSeek: (seconds: number) => void;
}

function ReplayRow({ said: { second, message }, people, onSeek }: ReplayRowProps) {
  const { userId, username, comment } = message;
  const person = usePerson(people, userId);
  return (
    <div className={own.row} data-testid="chat-message">
      <button type="button" className={own.time} onClick={() => onSeek(second)}>
        {formatDuration(second)}
      </button>
      <div className={row.body}>
        <span className={row.name} style={{ '--hue': hueOf(userId) }}>
          <bdi>{person?.displayName ?? username}</bdi>
        </span>{' '}
        <bdi className={row.text}>
          <RichText text={comment} selfName={null} />
        </bdi>
      </div>
    </div>
  );
}
