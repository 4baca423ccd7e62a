import { api, bodyOf } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import type { Person } from '../core/People';

/** A message of the HTTP API as the hub writes it. */
export function toMessage({
  message,
  ...stored
}: components['schemas']['ChatMessage']): ChatMessage {
  return { ...stored, comment: message };
}

/** Up to `limit` messages from before an offset, oldest first. */
export async function fetchOlder(
  streamId: string,
  before: number,
  limit: number,
): Promise<ChatMessage[]> {
  const { messages } = await bodyOf(
    api.GET('/api/live/{streamId}/chat', {
      params: { path: { streamId }, query: { before, limit } },
    }),
  );
  return messages.map(toMessage);
}

export async function fetchPerson(userId: string): Promise<Person> {
  const { user } = await bodyOf(api.GET('/api/users/{userId}', { params: { path: { userId } } }));
  return { displayName: user.displayName, avatarUrl: user.avatarUrl };
}
