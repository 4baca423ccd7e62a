import { Check, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/Button';

/** Copies the address at which a stream is watched. */
export function ShareButton({ streamId }: { streamId: string }) {
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (isCopied) {
      const timer = setTimeout(() => setCopied(false), 2_000);
      return () => clearTimeout(timer);
    }
  }, [isCopied]);

  const copy = async () => {
    await navigator.clipboard.writeText(`${location.origin}/watch/${streamId}`);
    setCopied(true);
  };

  return (
    <Button
      size="sm"
      icon={isCopied ? <Check aria-hidden="true" /> : <Link2 aria-hidden="true" />}
      onClick={() => void copy()}
    >
      {isCopied ? 'Copied' : 'Share'}
    </Button>
  );
}
