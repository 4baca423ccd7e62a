import { Trans, useLingui } from '@lingui/react/macro';
import { Pin, X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/components/ui/IconButton';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import { usePerson } from '../hooks/usePerson';
import { useChat } from './ChatContext';
import styles from './PinnedMessage.module.css';
import { RichText } from './RichText';

/** The message that stands above all others, until its reader folds it away. */
export function PinnedMessage({ message }: { message: ChatMessage }) {
  const { t } = useLingui();
  const { room, self } = useChat();
  const person = usePerson(room.people, message.userId);
  const [hiddenId, setHiddenId] = useState<string | null>(null);
  if (hiddenId === message.id) {
    return null;
  }

  return (
    <div className={styles.pinned} data-testid="chat-pinned">
      <Pin aria-hidden="true" size={15} />
      <div className={styles.text}>
        <p className={styles.by}>
          <Trans>Pinned · {person?.displayName ?? message.username}</Trans>
        </p>
        <bdi>
          <RichText text={message.comment} selfName={self?.username ?? null} />
        </bdi>
      </div>
      <IconButton
        size="xs"
        label={t`Hide the pinned message`}
        onClick={() => setHiddenId(message.id)}
      >
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}
