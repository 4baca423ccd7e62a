import { api, bodyOf } from '@/lib/api/client';
import type { Stream, Visibility } from '@/lib/api/types';

export interface StreamDraft {
  title: string;
  description?: string;
  category?: string;
  tags?: string[];
  visibility: Visibility;
}

/** @param idempotencyKey The same key again gives the same stream, not a second one. */
export function createStream(draft: StreamDraft, idempotencyKey: string): Promise<Stream> {
  return bodyOf(
    api.POST('/api/live', {
      body: draft,
      params: { header: { 'Idempotency-Key': idempotencyKey } },
    }),
  );
}

export function startStream(id: string): Promise<Stream> {
  return bodyOf(api.POST('/api/live/{id}/start', { params: { path: { id } }, body: {} }));
}

export function endStream(id: string): Promise<Stream> {
  return bodyOf(api.POST('/api/live/{id}/end', { params: { path: { id } }, body: {} }));
}

export function fetchStream(id: string): Promise<Stream> {
  return bodyOf(api.GET('/api/live/{id}', { params: { path: { id } } }));
}

export async function fetchIceServers(): Promise<RTCIceServer[]> {
  return (await bodyOf(api.GET('/api/live/ice-servers'))).iceServers;
}
