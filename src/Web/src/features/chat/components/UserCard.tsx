import { Trans } from '@lingui/react/macro';
import { Link } from 'react-router';
import { Avatar } from '@/components/ui/Avatar';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogActions } from '@/components/ui/Dialog';
import { formatTime } from '@/lib/format';
import { profilePath } from '@/lib/profilePath';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import { useStore } from '@/lib/useStore';
import { usePerson } from '../hooks/usePerson';
import { useChat } from './ChatContext';
import styles from './UserCard.module.css';

interface UserCardProps {
  message: ChatMessage;
  onClose: () => void;
}

/** Somebody in this chat: who they are and what they wrote here. */
export function UserCard({ message, onClose }: UserCardProps) {
  const { room, hostId, self, isModerator, actions } = useChat();
  const { messages } = useStore(room.state);
  const person = usePerson(room.people, message.userId);
  const theirs = messages.filter(({ userId }) => userId === message.userId);
  const canJudge = isModerator && message.userId !== self?.id && message.userId !== hostId;
  const name = person?.displayName ?? message.username;

  return (
    <Dialog title={name} testId="user-card" onClose={onClose}>
      <div className={styles.head}>
        <Avatar name={name} url={person?.avatarUrl} size="lg" />
        <div>
          <p className={styles.username}>@{message.username}</p>
          <Link to={profilePath(message.username)}>
            <Trans>See their page</Trans>
          </Link>
        </div>
      </div>
      <section aria-labelledby="their-messages">
        <h3 id="their-messages" className={styles.heading}>
          <Trans>Their messages here</Trans>
        </h3>
        <ul className={styles.messages}>
          {theirs.map(({ id, comment, timestamp }) => (
            <li key={id}>
              <time dateTime={timestamp}>{formatTime(timestamp)}</time> <bdi>{comment}</bdi>
            </li>
          ))}
        </ul>
      </section>
      {canJudge && (
        <DialogActions>
          <Button
            onClick={() => {
              onClose();
              actions.timeOut(message, 600);
            }}
          >
            <Trans>Time out for 10 minutes</Trans>
          </Button>
          <Button
            variant="danger"
            onClick={() => {
              onClose();
              actions.judge(message, 'ban');
            }}
          >
            <Trans>Ban…</Trans>
          </Button>
        </DialogActions>
      )}
    </Dialog>
  );
}
