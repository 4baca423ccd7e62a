import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '@/lib/api/client';
import type { User } from '@/lib/api/types';
import { hasCode } from '@/lib/errors/ClockitError';

export interface Credentials {
  username: string;
  password: string;
}

export interface Registration extends Credentials {
  displayName?: string;
  role: 'viewer' | 'creator';
}

export interface Profile {
  displayName: string;
  /** Empty for none. */
  avatarUrl: string;
}

/** Who is signed in, by the session cookie; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return (await bodyOf(api.GET('/api/auth/me', { signal }))).user;
    } catch (error) {
      if (hasCode(error, 'auth.required')) {
        return null;
      }

      throw error;
    }
  },
  staleTime: 60_000,
});

export async function register(registration: Registration): Promise<User> {
  return (await bodyOf(api.POST('/api/auth/register', { body: registration }))).user;
}

export async function signIn(credentials: Credentials): Promise<User> {
  return (await bodyOf(api.POST('/api/auth/login', { body: credentials }))).user;
}

export async function editProfile({ displayName, avatarUrl }: Profile): Promise<User> {
  const body = { displayName, avatarUrl: avatarUrl.trim() === '' ? null : avatarUrl };
  return (await bodyOf(api.PUT('/api/auth/me', { body }))).user;
}

export async function signOut(): Promise<void> {
  await api.POST('/api/auth/logout');
}

/** A viewer's account becomes a creator's. */
export async function becomeCreator(): Promise<User> {
  // The role is newer than the committed document.
  const body = { role: 'creator' } as object;
  return (await bodyOf(api.PUT('/api/auth/me', { body }))).user;
}
