import type { Host, StreamStatus } from '../api/types';

/** What /hubs/live says and hears. Every payload carries `streamId`. */

export type MediaMode = 'mesh' | 'sfu';

/** The answer to `join_live` and `start_live`. */
export interface Admission {
  viewerCount: number;
  peakViewers: number;
  status: StreamStatus;
  media: MediaMode;
  iceServers: RTCIceServer[];
  /** `relay` when the server wants viewers' addresses hidden behind its TURN server. */
  iceTransportPolicy?: RTCIceTransportPolicy | null;
  /** Why a viewer is in the room but gets no media: `media.capacity` of a full mesh. */
  mediaRefusal?: string | null;
}

export interface StreamEvent {
  streamId: string;
}

export interface LiveStarted extends StreamEvent {
  title: string;
  host: Host;
  startedAt: string;
  /** Told once more to those who follow the host: the one to show a notice for. */
  following?: boolean;
}

export interface LiveEnded extends StreamEvent {
  reason: string;
}

export interface ViewerCountChanged extends StreamEvent {
  viewerCount: number;
  peakViewers: number;
}

export interface ViewerEvent extends StreamEvent {
  viewerId: string;
}

/**
 * `negotiation` is ours: the broadcaster numbers its offers, the viewer repeats the number, and
 * what belongs to an older offer is ignored. A peer that leaves it out is taken at its word.
 */
export interface Described {
  negotiation?: string;
}

export type SessionDescription = RTCSessionDescriptionInit & Described;
export type Candidate = RTCIceCandidateInit & Described;

export interface Offered extends StreamEvent {
  from: string;
  offer: SessionDescription;
}

export interface Answered extends StreamEvent {
  from: string;
  answer: SessionDescription;
}

export interface CandidateFound extends StreamEvent {
  from: string;
  candidate: Candidate;
}

export interface LiveEvents {
  live_started: LiveStarted;
  live_ended: LiveEnded;
  live_interrupted: StreamEvent;
  live_resumed: StreamEvent;
  viewer_count: ViewerCountChanged;
  viewer_joined: ViewerEvent;
  viewer_left: ViewerEvent;
  live_offer: Offered;
  live_answer: Answered;
  live_ice_candidate: CandidateFound;
}
