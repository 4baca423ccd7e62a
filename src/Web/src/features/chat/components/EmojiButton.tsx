import { useLingui } from '@lingui/react/macro';
import { Smile } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from '@/components/ui/IconButton';

/** The picker and its data are fetched by whoever opens it. */
const EmojiPopover = lazy(async () => ({
  default: (await import('./EmojiPopover')).EmojiPopover,
}));

export function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const button = (
    <IconButton
      label={t`Emoji`}
      aria-haspopup="dialog"
      data-testid="chat-emoji"
      onClick={() => setOpen(true)}
    >
      <Smile aria-hidden="true" />
    </IconButton>
  );

  return isOpen ? (
    <Suspense fallback={button}>
      <EmojiPopover trigger={button} onPick={onPick} onClose={() => setOpen(false)} />
    </Suspense>
  ) : (
    button
  );
}
