import { useLingui } from '@lingui/react/macro';
import * as Popover from '@radix-ui/react-popover';
import { useMemo, useState, type ReactNode } from 'react';
import { Spinner } from '@/components/ui/Spinner';
import { useEmoji } from '../hooks/useEmoji';
import styles from './EmojiPopover.module.css';

/** More results than these help nobody. */
const mostFound = 80;

interface EmojiPopoverProps {
  trigger: ReactNode;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** Every emoji by group, searchable in the language of the page. Open while it is there. */
export function EmojiPopover({ trigger, onPick, onClose }: EmojiPopoverProps) {
  const { t } = useLingui();
  const emoji = useEmoji();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const groups = useMemo(() => {
    if (emoji === null) {
      return [];
    }

    return wanted === ''
      ? emoji.groups
      : [
          {
            name: '',
            emoji: emoji.all.filter(({ words }) => words.includes(wanted)).slice(0, mostFound),
          },
        ];
  }, [emoji, wanted]);

  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          className={styles.popover}
          aria-label={t`Emoji`}
        >
          <input
            type="search"
            aria-label={t`Search emoji`}
            placeholder={t`Search emoji`}
            className={styles.search}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <div className={styles.groups}>
            {emoji === null && <Spinner size="lg" />}
            {groups.map((group) => (
              <section key={group.name} className={styles.group}>
                {group.name !== '' && <h3 className={styles.name}>{group.name}</h3>}
                <div className={styles.grid}>
                  {group.emoji.map(({ unicode, label }) => (
                    <button
                      key={unicode}
                      type="button"
                      title={label}
                      aria-label={label}
                      className={styles.emoji}
                      onClick={() => onPick(unicode)}
                    >
                      {unicode}
                    </button>
                  ))}
                </div>
              </section>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
