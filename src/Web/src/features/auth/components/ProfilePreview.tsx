import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { Avatar } from '@/components/ui/Avatar';
import styles from './ProfilePreview.module.css';

/** Half-typed addresses are not worth asking anybody for a picture. */
const pauseMs = 400;

interface ProfilePreviewProps {
  username: string;
  displayName: string;
  avatarUrl: string;
}

/** How the profile will look to others. */
export function ProfilePreview({ username, displayName, avatarUrl }: ProfilePreviewProps) {
  const { t } = useLingui();
  const typed = avatarUrl.trim();
  const [url, setUrl] = useState(typed);
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const isAddress = URL.canParse(url) && /^https?:/i.test(url);

  useEffect(() => {
    const timer = setTimeout(() => setUrl(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <div className={styles.preview}>
      <Avatar
        name={displayName.trim() || username}
        url={isAddress ? url : null}
        size="xl"
        onBroken={setBrokenUrl}
      />
      <div className={styles.text}>
        <p className={styles.name}>{displayName.trim() || username}</p>
        <p className={styles.username}>@{username}</p>
        <p role="status" className={styles.broken}>
          {isAddress && url === brokenUrl && t`No picture loads from that address.`}
        </p>
      </div>
    </div>
  );
}
