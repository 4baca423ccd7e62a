import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { describeError } from '@/lib/errors/describeError';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { useStore } from '@/lib/useStore';
import type { ChatRoom } from '../core/ChatRoom';
import styles from './ReactionBar.module.css';

interface Problem {
  text: string;
  /** The connection that it is about: on another one it says nothing any more. */
  connection: string;
}

export function ReactionBar({ room }: { room: ChatRoom }) {
  const { t } = useLingui();
  const { chat } = useRealtime();
  const connection = useStore(chat.state);
  const [problem, setProblem] = useState<Problem | null>(null);
  const reactions = [
    { emoji: '❤️', name: t`Love` },
    { emoji: '🔥', name: t`Fire` },
    { emoji: '👏', name: t`Applause` },
    { emoji: '😂', name: t`Laugh` },
    { emoji: '😮', name: t`Wow` },
    { emoji: '🎉', name: t`Celebrate` },
  ];

  const react = async (emoji: string) => {
    try {
      await room.react(emoji);
      setProblem(null);
    } catch (error) {
      setProblem({ text: describeError(error), connection: chat.state.get() });
    }
  };

  return (
    <div className={styles.bar} role="group" aria-label={t`React`}>
      {reactions.map(({ emoji, name }) => (
        <button
          key={emoji}
          type="button"
          aria-label={name}
          title={name}
          data-reaction={emoji}
          className={styles.reaction}
          onClick={() => void react(emoji)}
        >
          {emoji}
        </button>
      ))}
      {problem !== null && problem.connection === connection && (
        <span role="status" className={styles.problem}>
          {problem.text}
        </span>
      )}
    </div>
  );
}
