import { useEffect } from 'react';
import { useStore } from '@/lib/useStore';
import type { People, Person } from '../core/People';

/** How somebody is shown; null until it is known. */
export function usePerson(people: People, userId: string): Person | null {
  useEffect(() => people.want(userId), [people, userId]);
  return useStore(people.of(userId));
}
