import { clsx } from 'clsx';
import { useState } from 'react';
import { hueOf } from '@/lib/hue';
import styles from './Avatar.module.css';

interface AvatarProps {
  name: string;
  url?: string | null | undefined;
  size?: 'xs' | 'sm' | 'md' | 'lg' | 'xl';
  /** The picture at this address does not load; the initial stands in its place. */
  onBroken?: (url: string) => void;
}

/** A person's picture, or their initial on a color of their own. The name stands beside it. */
export function Avatar({ name, url, size = 'md', onBroken }: AvatarProps) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  if (url && url !== brokenUrl) {
    return (
      <img
        src={url}
        alt=""
        className={clsx(styles.avatar, styles[size])}
        referrerPolicy="no-referrer"
        onError={() => {
          setBrokenUrl(url);
          onBroken?.(url);
        }}
      />
    );
  }

  const [initial = '?'] = name;
  return (
    <span
      aria-hidden="true"
      className={clsx(styles.avatar, styles[size])}
      style={{ '--hue': hueOf(name) }}
    >
      {initial.toUpperCase()}
    </span>
  );
}
