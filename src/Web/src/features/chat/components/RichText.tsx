import { clsx } from 'clsx';
import { memo } from 'react';
import { partsOf } from '../core/richText';
import styles from './ChatRow.module.css';

interface RichTextProps {
  text: string;
  /** Whose name stands out. */
  selfName: string | null;
}

/** A message's text with its links and names. Never HTML: each part is text. */
export const RichText = memo(function RichText({ text, selfName }: RichTextProps) {
  return partsOf(text).map((part, index) => {
    switch (part.kind) {
      case 'link':
        return (
          <a
            key={index}
            href={part.url}
            target="_blank"
            rel="noopener noreferrer nofollow ugc"
            className={styles.link}
          >
            {part.text}
          </a>
        );
      case 'mention':
        return (
          <span
            key={index}
            className={clsx(
              styles.mention,
              part.username.toLowerCase() === selfName?.toLowerCase() && styles.mentionOfSelf,
            )}
          >
            {part.text}
          </span>
        );
      default:
        return part.text;
    }
  });
});
