import { Trans } from '@lingui/react/macro';
import { Check, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { copyText } from '@/lib/copyText';

interface ShareButtonProps {
  streamId: string;
  /** The second of a recording to lead to. */
  moment?: () => number;
}

/** Copies the address at which a stream is watched. */
export function ShareButton({ streamId, moment }: ShareButtonProps) {
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (isCopied) {
      const timer = setTimeout(() => setCopied(false), 2_000);
      return () => clearTimeout(timer);
    }
  }, [isCopied]);

  const copy = async () => {
    const seconds = moment?.() ?? 0;
    const address = `${location.origin}/watch/${streamId}`;
    setCopied(await copyText(seconds > 0 ? `${address}?t=${seconds}` : address));
  };

  return (
    <Button
      size="sm"
      icon={isCopied ? <Check aria-hidden="true" /> : <Link2 aria-hidden="true" />}
      onClick={() => void copy()}
    >
      {isCopied ? <Trans>Copied</Trans> : <Trans>Share</Trans>}
    </Button>
  );
}
