import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { UserRoundX } from 'lucide-react';
import { useParams } from 'react-router';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { RetryPage } from '@/components/ui/Retry';
import { Spinner } from '@/components/ui/Spinner';
import { userByNameQuery } from '@/features/users/api/users';
import { hasCode } from '@/lib/errors/ClockitError';
import { ProfilePage } from '../profile/ProfilePage';

export function ProfileRoute() {
  const { t } = useLingui();
  const { username = '' } = useParams();
  const query = useQuery(userByNameQuery(username));
  const { data: detail, error } = query;

  if (detail !== undefined) {
    return <ProfilePage key={detail.user.id} detail={detail} />;
  }

  if (error === null) {
    return (
      <Page>
        <EmptyState isPage icon={<Spinner />} title={t`Loading…`} />
      </Page>
    );
  }

  const isUnknown = hasCode(error, 'user.not_found', 'route.not_found', 'request.invalid');
  return (
    <Page>
      {isUnknown ? (
        <EmptyState
          isPage
          icon={<UserRoundX size={26} />}
          title={t`There is nobody by that name`}
          action={
            <ButtonLink to="/" variant="primary">
              <Trans>See who is live</Trans>
            </ButtonLink>
          }
        >
          <Trans>The link may be wrong.</Trans>
        </EmptyState>
      ) : (
        <RetryPage title={t`This page could not be loaded`} query={query} />
      )}
    </Page>
  );
}
