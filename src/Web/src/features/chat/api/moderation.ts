import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
export type RoomSettings = Schemas['ChatSettings'];
export type Ban = Schemas['ChatBan'];
export type AuditEntry = Schemas['ChatAuditEntry'];

const room = (streamId: string) => ({ path: { streamId } });
const roomKey = (streamId: string) => ['chat', streamId] as const;

export function settingsQuery(streamId: string) {
  return queryOptions({
    queryKey: [...roomKey(streamId), 'settings'],
    queryFn: ({ signal }): Promise<RoomSettings> =>
      bodyOf(api.GET('/api/live/{streamId}/chat/settings', { params: room(streamId), signal })),
    staleTime: 0,
  });
}

export function bansQuery(streamId: string) {
  return queryOptions({
    queryKey: [...roomKey(streamId), 'bans'],
    queryFn: async ({ signal }): Promise<Ban[]> =>
      (await bodyOf(api.GET('/api/live/{streamId}/chat/bans', { params: room(streamId), signal })))
        .items,
    staleTime: 0,
  });
}

export function auditQuery(streamId: string) {
  return queryOptions({
    queryKey: [...roomKey(streamId), 'audit'],
    queryFn: async ({ signal }): Promise<AuditEntry[]> =>
      (
        await bodyOf(
          api.GET('/api/live/{streamId}/chat/audit', {
            params: { ...room(streamId), query: { limit: 100 } },
            signal,
          }),
        )
      ).items,
    staleTime: 0,
  });
}

export function changeSettings(
  streamId: string,
  change: Partial<RoomSettings>,
): Promise<RoomSettings> {
  return bodyOf(
    api.PUT('/api/live/{streamId}/chat/settings', { params: room(streamId), body: change }),
  );
}

export async function deleteMessage(streamId: string, messageId: string): Promise<void> {
  await api.DELETE('/api/live/{streamId}/chat/{messageId}', {
    params: { path: { streamId, messageId } },
  });
}

export interface Sentence {
  userId: string;
  /** The length of a time-out; a ban without it. */
  seconds?: number;
  reason?: string;
}

export async function ban(streamId: string, sentence: Sentence): Promise<void> {
  await api.POST('/api/live/{streamId}/chat/bans', { params: room(streamId), body: sentence });
}

export async function unban(streamId: string, userId: string): Promise<void> {
  await api.DELETE('/api/live/{streamId}/chat/bans/{userId}', {
    params: { path: { streamId, userId } },
  });
}

export async function setModerator(
  streamId: string,
  userId: string,
  isModerator: boolean,
): Promise<void> {
  const params = { params: { path: { streamId, userId } } };
  await (isModerator
    ? api.PUT('/api/live/{streamId}/chat/moderators/{userId}', params)
    : api.DELETE('/api/live/{streamId}/chat/moderators/{userId}', params));
}
