import type { Stream, Visibility } from '@/lib/api/types';
import { request } from '@/lib/http/request';

export interface StreamDraft {
  title: string;
  description?: string;
  category?: string;
  tags?: string[];
  visibility: Visibility;
}

/** @param idempotencyKey The same key again gives the same stream, not a second one. */
export function createStream(draft: StreamDraft, idempotencyKey: string): Promise<Stream> {
  return request<Stream>('POST', '/api/live', {
    body: draft,
    headers: { 'Idempotency-Key': idempotencyKey },
  });
}

export function startStream(streamId: string): Promise<Stream> {
  return request<Stream>('POST', `/api/live/${encodeURIComponent(streamId)}/start`, { body: {} });
}

export function endStream(streamId: string): Promise<Stream> {
  return request<Stream>('POST', `/api/live/${encodeURIComponent(streamId)}/end`, { body: {} });
}

export function fetchStream(streamId: string): Promise<Stream> {
  return request<Stream>('GET', `/api/live/${encodeURIComponent(streamId)}`);
}

export async function fetchIceServers(): Promise<RTCIceServer[]> {
  return (await request<{ iceServers: RTCIceServer[] }>('GET', '/api/live/ice-servers')).iceServers;
}
