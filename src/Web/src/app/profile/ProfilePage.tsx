import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { Page } from '@/components/layout/Page';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Retry } from '@/components/ui/Retry';
import { useSession } from '@/features/auth/hooks/useSession';
import { streamsOfQuery } from '@/features/streams/api/streams';
import { StreamGridSkeleton } from '@/features/streams/components/StreamGrid';
import { StreamSection } from '@/features/streams/components/StreamSection';
import { byStage } from '@/features/streams/core/byStage';
import { ProfileHeader } from '@/features/users/components/ProfileHeader';
import type { UserDetail } from '@/lib/api/types';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { FollowHost } from '../FollowHost';

const pastAtOnce = 12;

export function ProfilePage({ detail }: { detail: UserDetail }) {
  const { user } = detail;
  const { user: viewer } = useSession();
  const streams = useQuery(streamsOfQuery(user.id));
  useDocumentTitle(user.displayName);

  return (
    <Page>
      <ProfileHeader
        detail={detail}
        action={
          viewer?.id === user.id ? (
            <ButtonLink to="/settings" size="sm">
              <Trans>Edit profile</Trans>
            </ButtonLink>
          ) : (
            <FollowHost host={user} />
          )
        }
      />
      {streams.data !== undefined ? (
        <Streams name={user.displayName} stages={byStage(streams.data)} />
      ) : streams.isPending ? (
        <StreamGridSkeleton />
      ) : (
        <Retry query={streams} />
      )}
    </Page>
  );
}

interface StreamsProps {
  name: string;
  stages: ReturnType<typeof byStage>;
}

function Streams({ name, stages: { live, upcoming, past } }: StreamsProps) {
  const { t } = useLingui();
  const [pastShown, setPastShown] = useState(pastAtOnce);
  if (live.length + upcoming.length + past.length === 0) {
    return (
      <EmptyState icon={<CalendarClock size={26} />} title={t`No streams yet`}>
        <Trans>What {name} streams, plans or has streamed appears here.</Trans>
      </EmptyState>
    );
  }

  return (
    <>
      <StreamSection title={t`Live now`} streams={live} />
      <StreamSection title={t`Upcoming`} streams={upcoming} />
      <StreamSection
        title={t`Past streams`}
        total={past.length}
        streams={past.slice(0, pastShown)}
        more={
          past.length > pastShown && (
            <Button onClick={() => setPastShown(pastShown + pastAtOnce)}>
              <Trans>Show more</Trans>
            </Button>
          )
        }
      />
    </>
  );
}
