import type { Store } from '../async/Store';
import type { ClockitError } from '../errors/ClockitError';
import type { Admission } from '../realtime/liveProtocol';

/**
 * How media travels. An SFU takes it once (WHIP) and hands it to every viewer (WHEP); mesh
 * connects every viewer to the broadcaster's browser. Both are the same two interfaces, and the
 * room's `media` says which of them counts.
 */

/** What a peer connection is configured with. */
export type IceAccess = Pick<Admission, 'iceServers' | 'iceTransportPolicy'>;

export function toConfiguration({ iceServers, iceTransportPolicy }: IceAccess): RTCConfiguration {
  return { iceServers, ...(iceTransportPolicy ? { iceTransportPolicy } : {}) };
}

/** The broadcaster's side. */
export interface MediaSender {
  /** The hub has let the broadcaster in, for the first time or again after a reconnect. */
  admitted(access: IceAccess): void;
  /** The hub is gone for now. Media may flow on without it. */
  hubLost(): void;
  /** Sends this track instead of the present one of its kind, without a new negotiation. */
  replaceTrack(track: MediaStreamTrack): Promise<void>;
  close(): void;
}

/** `lost`: this path will not come back; ask for a new one. */
export type ReceiverPhase = 'connecting' | 'connected' | 'lost';

export interface ReceiverState {
  phase: ReceiverPhase;
  /** What to play; stays while a lost path is being replaced, so that the last picture stands. */
  stream: MediaStream | null;
  /** Why there cannot be a picture, whatever path is taken. */
  error?: ClockitError | null;
}

/** The viewer's side. Made before the room is entered, so that an early offer is not missed. */
export interface MediaReceiver {
  readonly state: Pick<Store<ReceiverState>, 'get' | 'subscribe'>;
  /**
   * The room has let the viewer in, for the first time or again, so that media may flow. What
   * was lost is connecting from now on.
   */
  admitted(access: IceAccess): void;
  close(): void;
}
