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
  const { username = '' } = useParams();
  const query = useQuery(userByNameQuery(username));
  const { data: detail, error } = query;

  if (detail !== undefined) {
    return <ProfilePage key={detail.user.id} detail={detail} />;
  }

  if (error === null) {
    return (
      <Page>
        <EmptyState icon={<Spinner />} title="Loading…" />
      </Page>
    );
  }

  const isUnknown = hasCode(error, 'user.not_found', 'route.not_found', 'request.invalid');
  return (
    <Page>
      {isUnknown ? (
        <EmptyState
          icon={<UserRoundX size={26} />}
          title="There is nobody by that name"
          action={
            <ButtonLink to="/" variant="primary">
              See who is live
            </ButtonLink>
          }
        >
          The link may be wrong.
        </EmptyState>
      ) : (
        <RetryPage title="This page could not be loaded" query={query} />
      )}
    </Page>
  );
}
