import { useMutation, useQueryClient } from '@tanstack/react-query';
import { setFollowing, showFollowing } from '../api/users';

/** Follows (`true`) or stops following (`false`) somebody. */
export function useFollow(userId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isFollowing: boolean) => setFollowing(userId, isFollowing),
    onSuccess: (_, isFollowing) => showFollowing(client, userId, isFollowing),
  });
}
