import { useQuery } from '@tanstack/react-query';
import { Radio } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { ButtonLink } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { providersQuery } from '@/features/auth/api/providers';
import { useSession } from '@/features/auth/hooks/useSession';
import { signInPath } from '../signInPath';
import { AccountMenu } from './AccountMenu';
import styles from './Header.module.css';
import { Logo } from './Logo';
import { ThemeToggle } from './ThemeToggle';

export function Header() {
  const { user, isLoading } = useSession();
  const { data: providers } = useQuery(providersQuery);
  const { pathname } = useLocation();
  const isInStudio = pathname === '/studio';
  const isSigning = pathname === '/signin' || pathname === '/signup';

  return (
    <header className={styles.header}>
      <Link to="/" className={styles.brand}>
        <Logo />
        <span>Clockit</span>
      </Link>
      <nav className={styles.nav} aria-label="Account">
        <ThemeToggle />
        {isLoading ? (
          <Skeleton className={styles.placeholder} />
        ) : user === null ? (
          !isSigning && (
            <>
              <ButtonLink to={signInPath(pathname)} variant="ghost" size="sm">
                Sign in
              </ButtonLink>
              {providers?.embedded !== false && (
                <ButtonLink to="/signup" variant="primary" size="sm">
                  Sign up
                </ButtonLink>
              )}
            </>
          )
        ) : (
          <>
            {user.roles.includes('creator') && !isInStudio && (
              <ButtonLink
                to="/studio"
                variant="primary"
                size="sm"
                icon={<Radio aria-hidden="true" />}
              >
                Go live
              </ButtonLink>
            )}
            <AccountMenu user={user} />
          </>
        )}
      </nav>
    </header>
  );
}
