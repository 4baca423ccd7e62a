import { useQuery } from '@tanstack/react-query';
import { RefreshCw, Unplug, UserRoundX } from 'lucide-react';
import { useParams } from 'react-router';
import { Page } from '@/components/layout/Page';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Spinner } from '@/components/ui/Spinner';
import { userByNameQuery } from '@/features/users/api/users';
import { hasCode } from '@/lib/errors/ClockitError';
import { describeError } from '@/lib/errors/describeError';
import { ProfilePage } from '../profile/ProfilePage';

export function ProfileRoute() {
  const { username = '' } = useParams();
  const { data: detail, error, isFetching, refetch } = useQuery(userByNameQuery(username));

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
        <EmptyState
          icon={<Unplug size={26} />}
          title="This page could not be loaded"
          action={
            <Button
              variant="primary"
              icon={<RefreshCw aria-hidden="true" />}
              busy={isFetching}
              onClick={() => void refetch()}
            >
              Try again
            </Button>
          }
        >
          {describeError(error)}
        </EmptyState>
      )}
    </Page>
  );
}
