import { Trans, useLingui } from '@lingui/react/macro';
import { clsx } from 'clsx';
import { CornerDownRight, EllipsisVertical } from 'lucide-react';
import { lazy, memo, Suspense, useState } from 'react';
import { Avatar } from '@/components/ui/Avatar';
import { formatTime } from '@/lib/format';
import { hueOf } from '@/lib/hue';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import { usePerson } from '../hooks/usePerson';
import { mentions } from '../core/richText';
import { useChat } from './ChatContext';
import styles from './ChatRow.module.css';
import { RichText } from './RichText';

/** Most messages are only read: the menu is fetched when somebody opens the first one. */
const MessageMenu = lazy(async () => ({
  default: (await import('./MessageMenu')).MessageMenu,
}));

interface ChatRowProps {
  message: ChatMessage;
  repliesTo: ChatMessage | undefined;
  onMenu: (isOpen: boolean) => void;
}

export const ChatRow = memo(function ChatRow({ message, repliesTo, onMenu }: ChatRowProps) {
  const { t } = useLingui();
  const { room, hostId, self } = useChat();
  const { userId, username, comment, timestamp } = message;
  const person = usePerson(room.people, userId);
  const name = person?.displayName ?? username;
  const isOfOthers = self !== null && userId !== self.id;
  const isForSelf = isOfOthers && mentions(comment, self.username);

  return (
    <div
      className={clsx(styles.row, isForSelf && styles.forSelf)}
      data-testid="chat-message"
      data-message-id={message.id}
      title={formatTime(timestamp)}
    >
      {repliesTo !== undefined && <Replied message={repliesTo} />}
      <div className={styles.line}>
        <Avatar name={name} url={person?.avatarUrl} size="xs" />
        <div className={styles.body}>
          {userId === hostId && (
            <span className={styles.host}>
              <Trans>Host</Trans>
            </span>
          )}
          <span className={styles.name} style={{ '--hue': hueOf(userId) }} title={`@${username}`}>
            <bdi>{name}</bdi>
          </span>{' '}
          {/* Isolated, so that right-to-left text stays in its own line's part. */}
          <bdi className={styles.text}>
            <RichText text={comment} selfName={self?.username ?? null} />
          </bdi>
        </div>
      </div>
      <RowMenu message={message} label={t`Message of ${name}: more`} onMenu={onMenu} />
    </div>
  );
});

function Replied({ message }: { message: ChatMessage }) {
  const { room } = useChat();
  const person = usePerson(room.people, message.userId);
  return (
    <p className={styles.reply}>
      <CornerDownRight aria-hidden="true" size={12} />
      <bdi>{person?.displayName ?? message.username}</bdi>: <bdi>{message.comment}</bdi>
    </p>
  );
}

interface RowMenuProps {
  message: ChatMessage;
  label: string;
  onMenu: (isOpen: boolean) => void;
}

function RowMenu({ message, label, onMenu }: RowMenuProps) {
  const [wasOpened, setOpened] = useState(false);
  const button = (
    <button
      type="button"
      className={styles.more}
      aria-label={label}
      aria-haspopup="menu"
      data-testid="chat-menu"
    >
      <EllipsisVertical aria-hidden="true" size={16} />
    </button>
  );

  return wasOpened ? (
    <Suspense fallback={button}>
      <MessageMenu message={message} onOpenChange={onMenu}>
        {button}
      </MessageMenu>
    </Suspense>
  ) : (
    <button
      {...(button.props as object)}
      type="button"
      onClick={() => {
        setOpened(true);
        onMenu(true);
      }}
    />
  );
}
