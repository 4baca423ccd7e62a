import { useState } from 'react';
import type { Stream } from '@/lib/api/types';
import { hueOf } from '@/lib/hue';
import styles from './StreamPoster.module.css';

/** The stream's thumbnail, or a quiet pattern of its own that needs no picture. */
export function StreamPoster({ stream }: { stream: Stream }) {
  const { streamId, thumbnailUrl, host } = stream;
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  if (thumbnailUrl !== null && thumbnailUrl !== brokenUrl) {
    return (
      <img
        src={thumbnailUrl}
        alt=""
        loading="lazy"
        referrerPolicy="no-referrer"
        className={styles.image}
        onError={() => setBrokenUrl(thumbnailUrl)}
      />
    );
  }

  const [initial = ''] = host.displayName;
  return (
    <div aria-hidden="true" className={styles.pattern} style={{ '--hue': hueOf(streamId) }}>
      <span className={styles.initial}>{initial.toUpperCase()}</span>
    </div>
  );
}
