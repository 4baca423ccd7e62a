import { Gate } from '@/lib/async/Gate';
import { Serializer } from '@/lib/async/Serializer';
import { Store } from '@/lib/async/Store';
import { RemoteCandidates } from '@/lib/media/RemoteCandidates';
import {
  toConfiguration,
  type IceAccess,
  type MediaReceiver,
  type ReceiverState,
} from '@/lib/media/transport';
import type { LiveHub } from '@/lib/realtime/hubs';
import type { CandidateFound, Offered } from '@/lib/realtime/liveProtocol';

export interface MeshReceiverOptions {
  hub: Pick<LiveHub, 'invoke' | 'onStream'>;
  streamId: string;
  createPeer?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** One offer of the broadcaster's and what came of it. */
interface Negotiation {
  id: string | undefined;
  from: string;
  peer: RTCPeerConnection;
  candidates: RemoteCandidates;
  stream: MediaStream | null;
}

/** How long a path may be silent before it counts as lost; ICE mends short gaps by itself. */
const graceMs = 4_000;

/**
 * Answers the broadcaster's offers, one at a time. The newest offer wins; what belongs to an
 * older one is ignored. The old path plays on until the new one is connected.
 */
export class MeshReceiver implements MediaReceiver {
  readonly state = new Store<ReceiverState>({ phase: 'connecting', stream: null });

  readonly #options: MeshReceiverOptions;
  readonly #steps = new Serializer();
  readonly #unsubscribe: (() => void)[];
  /** What comes before the room has told us its servers waits for them. */
  readonly #admission = new Gate();
  #configuration: RTCConfiguration = {};
  #current: Negotiation | undefined;
  #previous: Negotiation | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: MeshReceiverOptions) {
    this.#options = options;
    const { hub, streamId } = options;
    this.#unsubscribe = [
      hub.onStream(streamId, 'live_offer', (event) => this.#run(() => this.#answer(event))),
      hub.onStream(streamId, 'live_ice_candidate', (event) =>
        this.#run(() => this.#addCandidate(event)),
      ),
    ];
    void this.#steps.run(() => this.#admission.opened);
  }

  admitted(access: IceAccess): void {
    this.#configuration = toConfiguration(access);
    this.#admission.open();
  }

  close(): void {
    this.#closed = true;
    this.#admission.open();
    clearTimeout(this.#grace);
    for (const unsubscribe of this.#unsubscribe) {
      unsubscribe();
    }

    end(this.#previous);
    end(this.#current);
    this.#previous = undefined;
    this.#current = undefined;
  }

  #run(step: () => Promise<void>): void {
    this.#steps
      .run(async () => (this.#closed ? undefined : await step()))
      // An offer that cannot be answered leaves no path; whoever owns us asks for another.
      .catch(() => this.#lose());
  }

  async #answer({ from, offer: { negotiation: id, type, sdp } }: Offered): Promise<void> {
    const { hub, streamId, createPeer = defaultPeer } = this.#options;
    const peer = createPeer(this.#configuration);
    const candidates = new RemoteCandidates(peer);
    const negotiation: Negotiation = { id, from, peer, candidates, stream: null };
    this.#supersede(negotiation);

    const echo = id === undefined ? {} : { negotiation: id };
    peer.onicecandidate = ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') {
        hub
          .invoke('live_ice_candidate', {
            streamId,
            to: from,
            candidate: { ...candidate.toJSON(), ...echo },
          })
          // Lost with the connection; a new one brings a new negotiation.
          .catch(() => undefined);
      }
    };
    peer.ontrack = ({ receiver, streams: [stream] }) => {
      preferLowDelay(receiver);
      negotiation.stream = stream ?? null;
    };
    peer.onconnectionstatechange = () => this.#follow(negotiation);

    await peer.setRemoteDescription({ type, sdp: sdp ?? '' });
    await candidates.release();
    const answer = await peer.createAnswer();
    await peer.setLocalDescription(answer);
    await hub.invoke('live_answer', {
      streamId,
      to: from,
      answer: { type: 'answer', sdp: answer.sdp ?? '', ...echo },
    });
  }

  async #addCandidate({ from, candidate: { negotiation, ...init } }: CandidateFound) {
    const current = this.#current;
    const isCurrent =
      current?.from === from && (negotiation === undefined || negotiation === current.id);
    if (isCurrent) {
      await current.candidates.add(init);
    }
  }

  #supersede(next: Negotiation): void {
    clearTimeout(this.#grace);
    if (this.state.get().phase === 'connected') {
      end(this.#previous);
      this.#previous = this.#current;
    } else {
      end(this.#current);
    }

    this.#current = next;
    this.state.patch({ phase: 'connecting' });
  }

  #follow(negotiation: Negotiation): void {
    if (this.#current !== negotiation) {
      return;
    }

    clearTimeout(this.#grace);
    switch (negotiation.peer.connectionState) {
      case 'connected':
        end(this.#previous);
        this.#previous = undefined;
        this.state.set({ phase: 'connected', stream: negotiation.stream });
        break;
      case 'disconnected':
        this.#grace = setTimeout(() => this.#lose(), graceMs);
        break;
      case 'failed':
      case 'closed':
        this.#lose();
        break;
    }
  }

  #lose(): void {
    if (!this.#closed) {
      this.state.patch({ phase: 'lost' });
    }
  }
}

function end(negotiation: Negotiation | undefined): void {
  if (negotiation !== undefined) {
    negotiation.peer.onicecandidate = null;
    negotiation.peer.ontrack = null;
    negotiation.peer.onconnectionstatechange = null;
    negotiation.peer.close();
  }
}

/** Live video is worth more now than smooth later: ask for the shortest jitter buffer. */
function preferLowDelay(receiver: RTCRtpReceiver): void {
  if ('jitterBufferTarget' in receiver) {
    receiver.jitterBufferTarget = 0;
  }
}

function defaultPeer(configuration: RTCConfiguration): RTCPeerConnection {
  return new RTCPeerConnection(configuration);
}
