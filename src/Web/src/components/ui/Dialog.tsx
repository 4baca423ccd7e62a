import { useLingui } from '@lingui/react/macro';
import * as Radix from '@radix-ui/react-dialog';
import { clsx } from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton';

interface DialogProps {
  title: ReactNode;
  isWide?: boolean;
  testId?: string;
  onClose: () => void;
  children: ReactNode;
}

/** A window over the page that keeps the focus until it is closed. Rendered while it is open. */
export function Dialog({ title, isWide = false, testId, onClose, children }: DialogProps) {
  const { t } = useLingui();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        {/* Radix's own overlay writes a style element, which our content security policy refuses. */}
        <div aria-hidden="true" className={styles.overlay} />
        <Radix.Content
          aria-describedby={undefined}
          data-testid={testId}
          className={clsx(styles.dialog, isWide && styles.wide)}
        >
          <div className={styles.header}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton size="sm" label={t`Close`}>
                <X aria-hidden="true" />
              </IconButton>
            </Radix.Close>
          </div>
          <div className={styles.content}>{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The buttons at a dialog's end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
