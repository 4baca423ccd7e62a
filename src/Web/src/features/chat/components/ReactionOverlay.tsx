import { useEffect, useRef, useState } from 'react';
import styles from './ReactionOverlay.module.css';

interface Floating {
  key: number;
  emoji: string;
  /** Percent of the width. */
  left: number;
  delayMs: number;
}

/** A live chat or the replay of one. */
interface Reactions {
  onReactions: (listener: (counts: Record<string, number>) => void) => () => void;
}

/** More than these at once say nothing more. */
const mostFloating = 30;
const mostPerTick = 5;

/** What the audience reacts with, rising over the picture. */
export function ReactionOverlay({ room }: { room: Reactions }) {
  const [floating, setFloating] = useState<readonly Floating[]>([]);
  const nextKey = useRef(0);

  useEffect(
    () =>
      room.onReactions((counts) => {
        const added = Object.entries(counts).flatMap(([emoji, count]) =>
          Array.from({ length: Math.min(count, mostPerTick) }, (_, index) => ({
            key: nextKey.current++,
            emoji,
            left: 8 + Math.random() * 84,
            delayMs: index * 120,
          })),
        );
        setFloating((present) => [...present, ...added].slice(-mostFloating));
      }),
    [room],
  );

  return (
    <div className={styles.overlay} aria-hidden="true" data-testid="reactions">
      {floating.map(({ key, emoji, left, delayMs }) => (
        <span
          key={key}
          className={styles.emoji}
          style={{ left: `${left}%`, animationDelay: `${delayMs}ms` }}
          onAnimationEnd={() => setFloating((present) => present.filter((one) => one.key !== key))}
        >
          {emoji}
        </span>
      ))}
    </div>
  );
}
