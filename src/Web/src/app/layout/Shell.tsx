import { Outlet, ScrollRestoration, useMatch } from 'react-router';
import { useSession } from '@/features/auth/hooks/useSession';
import { StartedNoticeList } from '@/features/notices/components/StartedNoticeList';
import { useLobby } from '@/features/streams/hooks/useLobby';
import { useIdentity } from '../useIdentity';
import { Header } from './Header';

export function Shell() {
  useIdentity();
  useLobby();
  const { user } = useSession();
  const watching = useMatch('/watch/:streamId');
  return (
    <>
      <Header />
      {user !== null && (
        <StartedNoticeList key={user.id} openStreamId={watching?.params.streamId?.toLowerCase()} />
      )}
      <Outlet />
      <ScrollRestoration />
    </>
  );
}
