import { Gate } from '@/lib/async/Gate';
import { Serializer } from '@/lib/async/Serializer';
import { toConfiguration, type IceAccess, type MediaSender } from '@/lib/media/transport';
import type { LiveHub } from '@/lib/realtime/hubs';
import { MeshPeer } from './MeshPeer';

export interface MeshSenderOptions {
  hub: Pick<LiveHub, 'invoke' | 'onStream'>;
  streamId: string;
  media: MediaStream;
  createPeer?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** One peer connection per viewer, opened as the hub announces viewers and closed as they leave. */
export class MeshSender implements MediaSender {
  readonly #options: MeshSenderOptions;
  readonly #peers = new Map<string, MeshPeer>();
  /** Peers from before a reconnect: media does not need the hub, so they may be fine. */
  readonly #carried = new Set<MeshPeer>();
  readonly #unsubscribe: (() => void)[];
  /** Messages of one viewer are handled one at a time, in their order. */
  readonly #steps = new Map<string, Serializer>();
  #configuration: RTCConfiguration = {};
  /** Viewers are announced before we hear which servers to use; they wait for that. */
  #admission = new Gate();
  #closed = false;

  constructor(options: MeshSenderOptions) {
    this.#options = options;
    const { hub, streamId } = options;
    this.#unsubscribe = [
      hub.onStream(streamId, 'viewer_joined', (event) => {
        this.#handle(event.viewerId, () => this.#connect(event.viewerId));
      }),
      hub.onStream(streamId, 'viewer_left', (event) => {
        this.#handle(event.viewerId, () => this.#drop(event.viewerId));
      }),
      hub.onStream(streamId, 'live_answer', (event) => {
        this.#handle(event.from, () => this.#peers.get(event.from)?.accept(event.answer));
      }),
      hub.onStream(streamId, 'live_ice_candidate', (event) => {
        this.#handle(event.from, () => this.#peers.get(event.from)?.addCandidate(event.candidate));
      }),
    ];
  }

  admitted(access: IceAccess): void {
    this.#configuration = toConfiguration(access);
    this.#admission.open();
  }

  /** Whoever is announced again after this may still be connected to us. */
  hubLost(): void {
    this.#admission.open();
    this.#admission = new Gate();
    for (const peer of this.#peers.values()) {
      this.#carried.add(peer);
    }
  }

  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    await Promise.all([...this.#peers.values()].map((peer) => peer.replaceTrack(track)));
  }

  close(): void {
    this.#closed = true;
    this.#admission.open();
    for (const unsubscribe of this.#unsubscribe) {
      unsubscribe();
    }

    for (const viewerId of [...this.#peers.keys()]) {
      this.#drop(viewerId);
    }
  }

  #handle(viewerId: string, step: () => Promise<void> | void): void {
    const steps = this.#steps.get(viewerId) ?? new Serializer();
    const admission = this.#admission;
    this.#steps.set(viewerId, steps);
    steps
      .run(async () => {
        await admission.opened;
        // A step from before the hub was lost is nobody's any more.
        if (!this.#closed && admission === this.#admission) {
          await step();
        }
      })
      // One viewer's negotiation failed (gone meanwhile, or a description that this browser does
      // not take). The others are not concerned, and the viewer asks again if it still wants us.
      .catch(() => this.#drop(viewerId))
      .finally(() => {
        if (steps.isIdle && !this.#peers.has(viewerId)) {
          this.#steps.delete(viewerId);
        }
      });
  }

  async #connect(viewerId: string): Promise<void> {
    const present = this.#peers.get(viewerId);
    if (present !== undefined && this.#carried.delete(present) && present.isConnected) {
      return;
    }

    this.#drop(viewerId);
    const { hub, streamId, media, createPeer = defaultPeer } = this.#options;
    const peer = new MeshPeer(
      createPeer(this.#configuration),
      media,
      {
        offer: (offer) => hub.invoke('live_offer', { streamId, to: viewerId, offer }),
        candidate: (candidate) =>
          hub.invoke('live_ice_candidate', { streamId, to: viewerId, candidate }),
      },
      (lost) => {
        if (this.#peers.get(viewerId) === lost) {
          this.#drop(viewerId);
        }
      },
    );
    this.#peers.set(viewerId, peer);
    await peer.offer();
  }

  #drop(viewerId: string): void {
    const peer = this.#peers.get(viewerId);
    if (peer !== undefined) {
      this.#peers.delete(viewerId);
      this.#carried.delete(peer);
      peer.close();
    }
  }
}

function defaultPeer(configuration: RTCConfiguration): RTCPeerConnection {
  return new RTCPeerConnection(configuration);
}
