import { Outlet, ScrollRestoration } from 'react-router';
import { useLobby } from '@/features/streams/hooks/useLobby';
import { useIdentity } from '../useIdentity';
import { Header } from './Header';

export function Shell() {
  useIdentity();
  useLobby();
  return (
    <>
      <Header />
      <Outlet />
      <ScrollRestoration />
    </>
  );
}
