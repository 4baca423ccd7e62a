import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { User } from '@/lib/api/types';
import { providersQuery } from '../api/providers';
import {
  becomeCreator,
  editProfile,
  register,
  sessionQuery,
  signIn,
  signOut,
} from '../api/session';

const isOfSomebody = ({ queryKey: [kind] }: { queryKey: readonly unknown[] }) =>
  kind !== sessionQuery.queryKey[0] && kind !== providersQuery.queryKey[0];

export interface Session {
  user: User | null;
  /** Not known yet: show neither of both. */
  isLoading: boolean;
}

export function useSession(): Session {
  const { data, isPending } = useQuery(sessionQuery);
  return { user: data ?? null, isLoading: isPending };
}

/** What was fetched as somebody else is not ours to show: forget it and fetch again. */
function useBecome(): (user: User | null) => void {
  const client = useQueryClient();
  return (user) => {
    client.setQueryData(sessionQuery.queryKey, user);
    client.removeQueries({ predicate: isOfSomebody, type: 'inactive' });
    void client.invalidateQueries({ predicate: isOfSomebody });
  };
}

export function useRegister() {
  return useMutation({ mutationFn: register, onSuccess: useBecome() });
}

export function useSignIn() {
  return useMutation({ mutationFn: signIn, onSuccess: useBecome() });
}

export function useEditProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: editProfile,
    onSuccess: (user) => {
      client.setQueryData(sessionQuery.queryKey, user);
      // Name and picture stand beside streams, too.
      void client.invalidateQueries({ predicate: isOfSomebody });
    },
  });
}

export function useBecomeCreator() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: becomeCreator,
    onSuccess: (user) => client.setQueryData(sessionQuery.queryKey, user),
  });
}

export function useSignOut() {
  const become = useBecome();
  return useMutation({ mutationFn: signOut, onSuccess: () => become(null) });
}
