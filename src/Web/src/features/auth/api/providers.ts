import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '@/lib/api/client';
import type { Providers } from '@/lib/api/types';

/** Where one signs in: part of the installation's configuration, so asked once per page load. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }): Promise<Providers> => bodyOf(api.GET('/api/auth/providers', { signal })),
  staleTime: Infinity,
  gcTime: Infinity,
});
