import { Trans, useLingui } from '@lingui/react/macro';
import { clsx } from 'clsx';
import { Reply, SendHorizontal, X } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react';
import { IconButton } from '@/components/ui/IconButton';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import { useStore } from '@/lib/useStore';
import { completionOf, type Completion } from '../core/completion';
import { countCharacters, mostCharacters } from '../core/messageLength';
import { useChat } from './ChatContext';
import styles from './Composer.module.css';
import { EmojiButton } from './EmojiButton';
import { usePauseText } from '../hooks/usePauseText';

/** From here on the counter shows. */
const counterFrom = 400;

interface ComposerProps {
  text: string;
  onText: (text: string) => void;
  replyTo: ChatMessage | null;
  onReplyDone: () => void;
}

export function Composer({ text, onText, replyTo, onReplyDone }: ComposerProps) {
  const { t } = useLingui();
  const { room, self } = useChat();
  const { settings, messages } = useStore(room.state);
  const pause = usePauseText(room);
  const input = useRef<HTMLTextAreaElement>(null);
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const length = countCharacters(text);
  const isSendable = length > 0 && length <= mostCharacters && pause === null;

  const send = () => {
    if (isSendable) {
      room.send(text.trim(), replyTo?.id);
      onText('');
      setCompletion(null);
      onReplyDone();
    }
  };

  const change = (value: string, caret: number) => {
    onText(value);
    setCompletion(completionOf(value, caret, messages, self?.username ?? ''));
    setChosen(0);
  };

  const complete = (username: string) => {
    if (completion !== null) {
      const before = text.slice(0, completion.from);
      onText(`${before}@${username} ${text.slice(completion.to).trimStart()}`);
      setCompletion(null);
      input.current?.focus();
    }
  };

  const insert = (emoji: string) => {
    const at = input.current?.selectionStart ?? text.length;
    onText(text.slice(0, at) + emoji + text.slice(at));
  };

  const keyDown = (event: KeyboardEvent) => {
    // While an input method composes, keys choose its words.
    if (event.nativeEvent.isComposing) {
      return;
    }

    if (completion !== null && completion.names.length > 0) {
      const { names } = completion;
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const name = names[chosen];
      if (move !== undefined) {
        event.preventDefault();
        setChosen((chosen + move + names.length) % names.length);
        return;
      }

      if ((event.key === 'Enter' || event.key === 'Tab') && name !== undefined) {
        event.preventDefault();
        complete(name);
        return;
      }
    }

    if (event.key === 'Escape') {
      setCompletion(null);
      onReplyDone();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };

  const slowMode = settings?.slowModeSeconds ?? 0;
  return (
    <form
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        send();
      }}
    >
      {replyTo !== null && (
        <div className={styles.reply}>
          <Reply aria-hidden="true" size={14} />
          <span className={styles.replyText}>
            <Trans>
              Reply to @{replyTo.username}: <bdi>{replyTo.comment}</bdi>
            </Trans>
          </span>
          <IconButton size="xs" label={t`Do not reply`} onClick={onReplyDone}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
      )}
      {completion !== null && completion.names.length > 0 && (
        <div id={`${id}-names`} role="listbox" aria-label={t`People`} className={styles.names}>
          {completion.names.map((name, index) => (
            <div
              key={name}
              id={`${id}-name-${index}`}
              role="option"
              aria-selected={index === chosen}
              className={clsx(styles.nameOption, index === chosen && styles.nameChosen)}
              onPointerDown={(event) => {
                event.preventDefault();
                complete(name);
              }}
            >
              @{name}
            </div>
          ))}
        </div>
      )}
      <div className={styles.form}>
        <div className={styles.box}>
          <textarea
            ref={input}
            rows={1}
            className={styles.input}
            data-testid="chat-input"
            aria-label={t`Message`}
            aria-describedby={`${id}-note`}
            aria-invalid={length > mostCharacters}
            {...(completion !== null && completion.names.length > 0
              ? {
                  'aria-controls': `${id}-names`,
                  'aria-activedescendant': `${id}-name-${chosen}`,
                  'aria-autocomplete': 'list',
                }
              : {})}
            placeholder={
              slowMode > 0 ? t`Slow mode: one message every ${slowMode} s` : t`Send a message`
            }
            enterKeyHint="send"
            autoComplete="off"
            value={text}
            onChange={({ target }) => change(target.value, target.selectionStart)}
            onBlur={() => setCompletion(null)}
            onKeyDown={keyDown}
          />
          <div id={`${id}-note`} className={styles.note}>
            {pause !== null && <span data-testid="chat-pause">{pause}</span>}
            {length >= counterFrom && (
              <span className={clsx(styles.counter, length > mostCharacters && styles.over)}>
                {length}/{mostCharacters}
              </span>
            )}
          </div>
        </div>
        <EmojiButton onPick={insert} />
        <IconButton
          type="submit"
          label={t`Send`}
          data-testid="chat-send"
          disabled={!isSendable}
          className={styles.send}
        >
          <SendHorizontal aria-hidden="true" />
        </IconButton>
      </div>
    </form>
  );
}
