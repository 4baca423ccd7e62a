import { Copy, Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/components/ui/IconButton';
import type { Stream } from '@/lib/api/types';
import styles from './IngestDetails.module.css';

/** Where a program such as OBS sends this stream instead, for its creator's eyes only. */
export function IngestDetails({ stream }: { stream: Stream }) {
  const [isShown, setShown] = useState(false);
  const { streamKey, ingest } = stream;
  if (!streamKey || !ingest?.whipUrl) {
    return null;
  }

  return (
    <details className={styles.details}>
      <summary>Stream from a program instead</summary>
      <dl className={styles.list}>
        <dt>WHIP address</dt>
        <dd>
          <code>{ingest.whipUrl}</code>
          <CopyButton label="Copy WHIP address" text={ingest.whipUrl} />
        </dd>
        <dt>Stream key</dt>
        <dd>
          <code>{isShown ? streamKey : '•'.repeat(20)}</code>
          <IconButton
            size="sm"
            label={isShown ? 'Hide stream key' : 'Show stream key'}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
          </IconButton>
          <CopyButton label="Copy stream key" text={streamKey} />
        </dd>
      </dl>
    </details>
  );
}

function CopyButton({ label, text }: { label: string; text: string }) {
  return (
    <IconButton size="sm" label={label} onClick={() => void navigator.clipboard.writeText(text)}>
      <Copy aria-hidden="true" />
    </IconButton>
  );
}
