import { api, bodyOf } from '@/lib/api/client';
import type { Stream, Visibility } from '@/lib/api/types';

export interface StreamDraft {
  title: string;
  description: string | null;
  category: string | null;
  tags: string[];
  visibility: Visibility;
  /** UTC; null for a draft without a date. */
  scheduledFor?: string | null;
  thumbnailUrl: string | null;
  chatEnabled: boolean;
  recordEnabled: boolean;
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

/** What is left out stays. */
export function editStream(id: string, change: Partial<StreamDraft>): Promise<Stream> {
  return bodyOf(api.PUT('/api/live/{id}', { params: { path: { id } }, body: change }));
}

export async function deleteStream(id: string): Promise<void> {
  await api.DELETE('/api/live/{id}', { params: { path: { id } } });
}

/** A new stream key; the old one stops at once, and so does what is published with it. */
export async function rotateKey(id: string): Promise<void> {
  await api.POST('/api/live/{id}/stream-key', { params: { path: { id } } });
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
