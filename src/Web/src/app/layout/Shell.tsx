import { Trans } from '@lingui/react/macro';
import { Outlet, ScrollRestoration, useMatch } from 'react-router';
import { useSession } from '@/features/auth/hooks/useSession';
import { StartedNoticeList } from '@/features/notices/components/StartedNoticeList';
import { useLobby } from '@/features/streams/hooks/useLobby';
import { useIdentity } from '../useIdentity';
import { Header } from './Header';
import styles from './Shell.module.css';
import { useRouteFocus } from './useRouteFocus';

export function Shell() {
  useIdentity();
  useLobby();
  useRouteFocus();
  const { user } = useSession();
  const watching = useMatch('/watch/:streamId');
  return (
    <>
      <a href="#main" className={styles.skip}>
        <Trans>Skip to the content</Trans>
      </a>
      <Header />
      <StartedNoticeList
        key={user?.id ?? 'guest'}
        openStreamId={watching?.params.streamId?.toLowerCase()}
      />
      <Outlet />
      <ScrollRestoration />
    </>
  );
}
