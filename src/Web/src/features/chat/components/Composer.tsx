import { clsx } from 'clsx';
import { SendHorizontal } from 'lucide-react';
import { useId, useState, type SubmitEvent, type KeyboardEvent } from 'react';
import { IconButton } from '@/components/ui/IconButton';
import type { ChatRoom } from '../core/ChatRoom';
import { countCharacters, mostCharacters } from '../core/messageLength';
import styles from './Composer.module.css';

/** From here on the counter shows. */
const counterFrom = 400;

interface ComposerProps {
  room: ChatRoom;
  slowModeSeconds: number;
}

export function Composer({ room, slowModeSeconds }: ComposerProps) {
  const [text, setText] = useState('');
  const counterId = useId();
  const length = countCharacters(text);
  const isSendable = length > 0 && length <= mostCharacters;

  const send = () => {
    if (isSendable) {
      room.send(text.trim());
      setText('');
    }
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send();
  };

  const keyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.box}>
        <textarea
          rows={1}
          className={styles.input}
          data-testid="chat-input"
          aria-label="Message"
          aria-describedby={counterId}
          aria-invalid={length > mostCharacters}
          placeholder={
            slowModeSeconds > 0
              ? `Slow mode: one message every ${slowModeSeconds} s`
              : 'Send a message'
          }
          enterKeyHint="send"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={keyDown}
        />
        {length >= counterFrom && (
          <span
            id={counterId}
            className={clsx(styles.counter, length > mostCharacters && styles.over)}
          >
            {length}/{mostCharacters}
          </span>
        )}
      </div>
      <IconButton
        type="submit"
        label="Send"
        data-testid="chat-send"
        disabled={!isSendable}
        className={styles.send}
      >
        <SendHorizontal aria-hidden="true" />
      </IconButton>
    </form>
  );
}
