import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Clapperboard, Compass, Heart } from 'lucide-react';
import { Link, NavLink, useLocation } from 'react-router';
import { ButtonLink } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { providersQuery } from '@/features/auth/api/providers';
import { useSession } from '@/features/auth/hooks/useSession';
import { signInPath } from '../signInPath';
import { AccountMenu } from './AccountMenu';
import styles from './Header.module.css';
import { LanguageSelect } from './LanguageSelect';
import { Logo } from './Logo';
import { SearchForm } from './SearchForm';
import { ThemeToggle } from './ThemeToggle';

export function Header() {
  const { t } = useLingui();
  const { user, isLoading } = useSession();
  const { data: providers } = useQuery(providersQuery);
  const { pathname } = useLocation();
  const isSigning = pathname === '/signin' || pathname === '/signup';

  return (
    <header className={styles.header}>
      <Link to="/" className={styles.brand} aria-label="Clockit">
        <Logo />
        <span className={styles.word}>Clockit</span>
      </Link>
      <nav className={styles.pages} aria-label={t`Pages`}>
        <NavLink to="/browse" className={styles.page ?? ''} title={t`Browse`}>
          <Compass aria-hidden="true" size={18} />
          <span>
            <Trans>Browse</Trans>
          </span>
        </NavLink>
        {user !== null && (
          <NavLink to="/following" className={styles.page ?? ''} title={t`Following`}>
            <Heart aria-hidden="true" size={18} />
            <span>
              <Trans>Following</Trans>
            </span>
          </NavLink>
        )}
      </nav>
      <SearchForm />
      <nav className={styles.nav} aria-label={t`Account`}>
        <span className={styles.wide}>
          <LanguageSelect />
          <ThemeToggle />
        </span>
        {isLoading ? (
          <Skeleton className={styles.placeholder} />
        ) : user === null ? (
          !isSigning && (
            <>
              <ButtonLink to={signInPath(pathname)} variant="ghost" size="sm">
                <Trans>Sign in</Trans>
              </ButtonLink>
              {providers?.embedded !== false && (
                <ButtonLink to="/signup" variant="primary" size="sm" className={styles.wide}>
                  <Trans>Sign up</Trans>
                </ButtonLink>
              )}
            </>
          )
        ) : (
          <>
            {user.roles.includes('creator') && (
              <NavLink to="/studio" className={styles.studio ?? ''} title={t`Studio`}>
                <Clapperboard aria-hidden="true" size={17} />
                <span>
                  <Trans>Studio</Trans>
                </span>
              </NavLink>
            )}
            <AccountMenu user={user} />
          </>
        )}
        {!isLoading && user === null && (
          <span className={styles.narrow}>
            <LanguageSelect />
          </span>
        )}
      </nav>
    </header>
  );
}
