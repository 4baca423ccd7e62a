import { Trans, useLingui } from '@lingui/react/macro';
import { Settings2, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { IconButton } from '@/components/ui/IconButton';
import { Notice } from '@/components/ui/Notice';
import { hasCode } from '@/lib/errors/ClockitError';
import { describeError } from '@/lib/errors/describeError';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import { useStore } from '@/lib/useStore';
import type { ChatRoom } from '../core/ChatRoom';
import { useModeration } from '../hooks/useModeration';
import { ChatAnnouncer } from './ChatAnnouncer';
import { ChatContext, type ChatContextValue } from './ChatContext';
import { ChatList } from './ChatList';
import styles from './ChatPanel.module.css';
import { Composer } from './Composer';
import { PinnedMessage } from './PinnedMessage';
import { ReactionBar } from './ReactionBar';

const ModerationSheet = lazy(async () => ({
  default: (await import('./ModerationSheet')).ModerationSheet,
}));
const UserCard = lazy(async () => ({ default: (await import('./UserCard')).UserCard }));
const JudgeDialog = lazy(async () => ({ default: (await import('./JudgeDialog')).JudgeDialog }));

interface ChatPanelProps {
  room: ChatRoom;
  hostId: string;
  /** Who is signed in, and so may write. */
  self: { id: string; username: string } | null;
  /** Stands in the composer's place for those who are not signed in. */
  invitation: ReactNode;
  /** Why nobody can write any more, when that is so. */
  closed: string | null;
}

type Window =
  | { kind: 'sheet' }
  | { kind: 'user'; message: ChatMessage }
  | { kind: 'timeout' | 'ban'; message: ChatMessage };

export function ChatPanel({ room, hostId, self, invitation, closed }: ChatPanelProps) {
  const { t } = useLingui();
  const { chat } = useRealtime();
  const state = useStore(room.state);
  const connection = useStore(chat.state);
  const moderation = useModeration(room);
  const [text, setText] = useState('');
  const [replyTo, setReplyTo] = useState<ChatMessage | null>(null);
  const [open, setOpen] = useState<Window | null>(null);
  const panel = useRef<HTMLElement>(null);
  const isModerator = self !== null && (state.isModerator || self.id === hostId);
  const reason = closed ?? (state.settings?.enabled === false ? t`Chat is closed.` : null);
  const isOpen = reason === null;

  const focusInput = () =>
    // After the menu that asked for it has given the focus back.
    setTimeout(() => panel.current?.querySelector('textarea')?.focus());

  // What a row calls is looked up when it is called, so that rows are drawn again for their own sake only.
  const latest = useRef(moderation);
  useEffect(() => {
    latest.current = moderation;
  });
  const actions = useMemo<ChatContextValue['actions']>(
    () => ({
      reply: (message) => {
        setReplyTo(message);
        focusInput();
      },
      mention: ({ username }) => {
        setText(
          (before) => `${before}${before === '' || before.endsWith(' ') ? '' : ' '}@${username} `,
        );
        focusInput();
      },
      showUser: (message) => setOpen({ kind: 'user', message }),
      delete: (message) => latest.current.delete(message),
      timeOut: (message, seconds) => latest.current.sentence(message, seconds, ''),
      judge: (message, kind) => setOpen({ kind, message }),
      pin: (message, isPinned) => latest.current.pin(message, isPinned),
      makeModerator: (message) => latest.current.makeModerator(message),
    }),
    [],
  );
  const context = useMemo<ChatContextValue>(
    () => ({ room, hostId, self, isOpen, isModerator, actions }),
    [room, hostId, self, isOpen, isModerator, actions],
  );
  const close = () => setOpen(null);

  return (
    <ChatContext value={context}>
      <section ref={panel} className={styles.panel} aria-label={t`Chat`}>
        <header className={styles.header}>
          <h2 className={styles.title}>
            <Trans>Chat</Trans>
          </h2>
          <span role="status" className={styles.status}>
            {connection === 'reconnecting' ? t`Reconnecting…` : ''}
          </span>
          {isModerator && state.phase === 'open' && (
            <IconButton
              size="sm"
              label={t`Moderate this chat`}
              data-testid="chat-moderate"
              onClick={() => setOpen({ kind: 'sheet' })}
            >
              <Settings2 aria-hidden="true" />
            </IconButton>
          )}
        </header>
        {state.pinned !== null && <PinnedMessage message={state.pinned} />}
        {state.phase === 'refused' && state.error !== null ? (
          <Refused room={room} error={state.error} />
        ) : (
          <ChatList state={state} />
        )}
        <ChatAnnouncer messages={state.messages} />
        <footer className={styles.footer}>
          <ModerationDone moderation={moderation} />
          {reason !== null ? (
            <p className={styles.closed}>{reason}</p>
          ) : state.phase === 'refused' ? null : self !== null ? (
            <>
              <ReactionBar room={room} />
              <Composer
                text={text}
                onText={setText}
                replyTo={replyTo}
                onReplyDone={() => setReplyTo(null)}
              />
            </>
          ) : (
            invitation
          )}
        </footer>
        <Suspense>
          {open?.kind === 'sheet' && (
            <ModerationSheet streamId={room.streamId} isOpen={closed === null} onClose={close} />
          )}
          {open?.kind === 'user' && <UserCard message={open.message} onClose={close} />}
          {(open?.kind === 'timeout' || open?.kind === 'ban') && (
            <JudgeDialog
              message={open.message}
              kind={open.kind}
              onJudge={(seconds, why) => moderation.sentence(open.message, seconds, why)}
              onClose={close}
            />
          )}
        </Suspense>
      </section>
    </ChatContext>
  );
}

function Refused({ room, error }: { room: ChatRoom; error: Error }) {
  const isBanned = hasCode(error, 'chat.banned');
  return (
    <div className={styles.refused} data-testid={isBanned ? 'chat-banned' : undefined}>
      <Notice
        kind="warning"
        action={
          <Button size="sm" onClick={() => room.rejoin()}>
            <Trans>Try again</Trans>
          </Button>
        }
      >
        {isBanned ? (
          <Trans>You are banned from this chat. The stream is still yours to watch.</Trans>
        ) : (
          describeError(error)
        )}
      </Notice>
    </div>
  );
}

/** What a moderator did last, with the way back. */
function ModerationDone({ moderation }: { moderation: ReturnType<typeof useModeration> }) {
  const { t } = useLingui();
  const { done, error } = moderation;
  return (
    <div role="status" className={styles.done} data-testid="moderation-done">
      {error !== null ? (
        <span className={styles.problem}>{describeError(error)}</span>
      ) : (
        done !== null && <span>{done.text}</span>
      )}
      {(done !== null || error !== null) && (
        <span className={styles.doneActions}>
          {done?.undo != null && (
            <Button size="xs" onClick={moderation.undo}>
              <Trans>Undo</Trans>
            </Button>
          )}
          <IconButton size="xs" label={t`Dismiss`} onClick={moderation.dismiss}>
            <X aria-hidden="true" />
          </IconButton>
        </span>
      )}
    </div>
  );
}
