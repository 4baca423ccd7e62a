import { useState } from 'react';
import { describeError } from '@/lib/errors/describeError';
import type { ChatRoom } from '../core/ChatRoom';
import styles from './ReactionBar.module.css';

const reactions = [
  { emoji: '❤️', name: 'Love' },
  { emoji: '🔥', name: 'Fire' },
  { emoji: '👏', name: 'Applause' },
  { emoji: '😂', name: 'Laugh' },
  { emoji: '😮', name: 'Wow' },
  { emoji: '🎉', name: 'Celebrate' },
] as const;

export function ReactionBar({ room }: { room: ChatRoom }) {
  const [problem, setProblem] = useState<string | null>(null);

  const react = async (emoji: string) => {
    try {
      await room.react(emoji);
      setProblem(null);
    } catch (error) {
      setProblem(describeError(error));
    }
  };

  return (
    <div className={styles.bar} role="group" aria-label="React">
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
      {problem !== null && (
        <span role="status" className={styles.problem}>
          {problem}
        </span>
      )}
    </div>
  );
}
