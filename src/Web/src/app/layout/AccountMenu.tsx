import { Trans, useLingui } from '@lingui/react/macro';
import { LogOut, Settings, UserRound } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Avatar } from '@/components/ui/Avatar';
import { useSignOut } from '@/features/auth/hooks/useSession';
import type { User } from '@/lib/api/types';
import { profilePath } from '@/lib/profilePath';
import styles from './AccountMenu.module.css';
import { LanguageSelect } from './LanguageSelect';
import { ThemeToggle } from './ThemeToggle';

export function AccountMenu({ user }: { user: User }) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const name = user.displayName;
  const { t } = useLingui();

  useEffect(() => {
    if (!isOpen) {
      return;
    }

    const close = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) {
        setOpen(false);
      }
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        setOpen(false);
        button.current?.focus();
      }
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
      document.removeEventListener('keydown', escape);
    };
  }, [isOpen]);

  return (
    <div ref={root} className={styles.root}>
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-label={t`Account: ${name}`}
        aria-expanded={isOpen}
        aria-controls={menuId}
        onClick={() => setOpen(!isOpen)}
      >
        <Avatar name={name} url={user.avatarUrl} />
      </button>
      {isOpen && (
        <div id={menuId} className={styles.menu}>
          <p className={styles.name}>{name}</p>
          <p className={styles.username}>@{user.username}</p>
          <Link
            to={profilePath(user.username)}
            className={styles.item}
            onClick={() => setOpen(false)}
          >
            <UserRound aria-hidden="true" size={17} />
            <Trans>Your page</Trans>
          </Link>
          <Link to="/settings" className={styles.item} onClick={() => setOpen(false)}>
            <Settings aria-hidden="true" size={17} />
            <Trans>Settings</Trans>
          </Link>
          <div className={styles.choices}>
            <LanguageSelect />
            <ThemeToggle />
          </div>
          <button
            type="button"
            className={styles.item}
            disabled={signOut.isPending}
            onClick={() =>
              signOut.mutate(undefined, {
                onSuccess: () => {
                  setOpen(false);
                  void navigate('/');
                },
              })
            }
          >
            <LogOut aria-hidden="true" size={17} />
            <Trans>Sign out</Trans>
          </button>
        </div>
      )}
    </div>
  );
}
