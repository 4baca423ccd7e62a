import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate } from 'react-router';
import { FormPage } from '@/components/layout/FormPage';
import { Page } from '@/components/layout/Page';
import { Notice } from '@/components/ui/Notice';
import { Retry } from '@/components/ui/Retry';
import { providersQuery } from '@/features/auth/api/providers';
import { ProfileForm } from '@/features/auth/components/ProfileForm';
import { ProfilePreview } from '@/features/auth/components/ProfilePreview';
import { issuerName } from '@/features/auth/core/issuerName';
import { useSession } from '@/features/auth/hooks/useSession';
import { profilePath } from '@/lib/profilePath';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { signInPath } from '../signInPath';
import styles from './SettingsRoute.module.css';

export function SettingsRoute() {
  const { t } = useLingui();
  useDocumentTitle(t`Settings`);
  const { user, isLoading } = useSession();
  const providers = useQuery(providersQuery);
  if (isLoading) {
    return <Page>{null}</Page>;
  }

  if (user === null) {
    return <Navigate to={signInPath('/settings')} replace />;
  }

  const external = providers.data?.external;
  return (
    <FormPage
      title={t`Your profile`}
      lead={t`How others see you.`}
      footer={
        <Link to={profilePath(user.username)}>
          <Trans>See your page</Trans>
        </Link>
      }
    >
      {external === undefined ? (
        !providers.isPending && <Retry query={providers} />
      ) : external === null ? (
        <ProfileForm key={user.id} user={user} />
      ) : (
        <div className={styles.external}>
          <ProfilePreview
            username={user.username}
            displayName={user.displayName}
            avatarUrl={user.avatarUrl ?? ''}
          />
          <Notice>
            <Trans>
              Your name and picture come from{' '}
              <a href={external.authority} rel="noreferrer">
                {issuerName(external.authority)}
              </a>
              , where you signed in. Change them there, then sign in here again.
            </Trans>
          </Notice>
        </div>
      )}
    </FormPage>
  );
}
