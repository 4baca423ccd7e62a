import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, MessagesSquare } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Skeleton } from '@/components/ui/Skeleton';
import { Spinner } from '@/components/ui/Spinner';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import type { ChatState, Outgoing } from '../core/ChatRoom';
import { useNewCount } from '../hooks/useNewCount';
import { useChat } from './ChatContext';
import styles from './ChatList.module.css';
import { ChatRow } from './ChatRow';
import { OutgoingRow } from './OutgoingRow';

/** This close to the end counts as at the end, in pixels. */
const slack = 48;

/** Older messages are fetched once the reader is this close to the first one, in pixels. */
const olderWithin = 300;

const rowEstimate = 29;

type Row =
  | { key: string; message: ChatMessage; outgoing?: undefined }
  | { key: string; message?: undefined; outgoing: Outgoing };

/** The messages: only those in sight are in the page, and the reader's place holds. */
export function ChatList({ state }: { state: ChatState }) {
  const { t } = useLingui();
  const { room, isOpen } = useChat();
  const { phase, messages, outgoing, older } = state;
  const list = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const rows = useMemo(() => rowsOf(messages, outgoing), [messages, outgoing]);
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages]);
  const newCount = useNewCount(messages, isAtEnd);
  const failed = outgoing.filter(({ status }) => status === 'failed').length;

  // Its functions are not memoised, and need not be: the list is drawn anew with its messages.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => rowEstimate,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 8,
    paddingStart: 8,
    paddingEnd: 8,
    anchorTo: 'end',
    followOnAppend: !isMenuOpen,
    scrollEndThreshold: slack,
  });

  useEffect(() => {
    const element = list.current;
    if (element === null) {
      return;
    }

    const follow = () => {
      const { scrollHeight, scrollTop, clientHeight } = element;
      setAtEnd(scrollHeight - scrollTop - clientHeight <= slack);
      if (scrollTop < olderWithin && scrollHeight > clientHeight) {
        void room.loadOlder();
      }
    };
    element.addEventListener('scroll', follow, { passive: true });
    return () => element.removeEventListener('scroll', follow);
  }, [room]);

  // Whoever reads further up, or has a menu open, keeps what they look at.
  useEffect(() => room.hold(!isAtEnd || isMenuOpen), [room, isAtEnd, isMenuOpen]);

  const isEmpty = rows.length === 0;
  return (
    <div className={styles.frame}>
      <div
        ref={list}
        role="log"
        // Each of hundreds of messages read aloud would be noise: ChatAnnouncer says what matters.
        aria-live="off"
        aria-label={t`Chat messages`}
        data-testid="chat-list"
        className={styles.list}
        // Keyboards scroll what has the focus.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {older === 'loading' && (
          <div className={styles.older}>
            <Spinner />
          </div>
        )}
        <div style={{ height: virtualizer.getTotalSize() }} className={styles.rows}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index];
            return (
              row !== undefined && (
                <div
                  key={key}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  className={styles.item}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {row.message !== undefined ? (
                    <ChatRow
                      message={row.message}
                      repliesTo={row.message.replyTo ? byId.get(row.message.replyTo) : undefined}
                      onMenu={setMenuOpen}
                    />
                  ) : (
                    <OutgoingRow
                      outgoing={row.outgoing}
                      canRetry={isOpen}
                      onRetry={() => room.retry(row.outgoing.clientId)}
                      onDiscard={() => room.discard(row.outgoing.clientId)}
                    />
                  )}
                </div>
              )
            );
          })}
        </div>
      </div>
      {isEmpty && phase === 'joining' && (
        <div className={styles.skeletons}>
          <Skeleton className={styles.skeleton} />
          <Skeleton className={styles.skeleton} />
          <Skeleton className={styles.skeleton} />
        </div>
      )}
      {isEmpty && phase === 'open' && (
        <div className={styles.empty}>
          <MessagesSquare aria-hidden="true" size={22} />
          {isOpen ? <Trans>No messages yet. Say hello!</Trans> : <Trans>No messages.</Trans>}
        </div>
      )}
      <div className={styles.pills}>
        {failed > 1 && (
          <button type="button" className={styles.quiet} onClick={() => room.discardFailed()}>
            <Plural value={failed} one="Clear # failed message" other="Clear # failed messages" />
          </button>
        )}
        {!isAtEnd && (
          <button
            type="button"
            className={styles.pill}
            data-testid="chat-new"
            onClick={() => virtualizer.scrollToEnd()}
          >
            <ArrowDown aria-hidden="true" size={15} />
            {newCount > 0 ? <Trans>{newCount} new</Trans> : <Trans>Newest</Trans>}
          </button>
        )}
      </div>
    </div>
  );
}

function rowsOf(messages: readonly ChatMessage[], outgoing: readonly Outgoing[]): Row[] {
  const rows: Row[] = messages.map((message) => ({ key: message.id, message }));
  for (const one of outgoing) {
    if (one.shownAs === undefined) {
      rows.push({ key: one.clientId, outgoing: one });
    }
  }

  return rows;
}
