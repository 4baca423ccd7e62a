type Description = RTCSessionDescriptionInit;

/** A peer connection that records what it is told, and refuses what a real one refuses. */
export class FakePeerConnection {
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  readonly candidates: RTCIceCandidateInit[] = [];
  readonly configuration: RTCConfiguration;
  readonly sent: MediaStreamTrack[] = [];
  onicecandidate: ((event: { candidate: RTCIceCandidate | null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: object) => void) | null = null;

  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }

  addTransceiver(track: MediaStreamTrack | string): void {
    if (typeof track !== 'string') {
      this.sent.push(track);
    }
  }

  getSenders(): object[] {
    return [];
  }

  getStats(): Promise<Map<string, object>> {
    return Promise.resolve(new Map<string, object>());
  }

  createOffer(): Promise<Description> {
    return Promise.resolve({ type: 'offer', sdp: 'local offer' });
  }

  createAnswer(): Promise<Description> {
    return Promise.resolve({ type: 'answer', sdp: 'local answer' });
  }

  setLocalDescription(description: Description): Promise<void> {
    this.localDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
    // A real one begins to gather at once.
    this.gather('local candidate');
    return Promise.resolve();
  }

  setRemoteDescription(description: Description): Promise<void> {
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    return Promise.resolve();
  }

  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.remoteDescription === null) {
      return Promise.reject(new DOMException('No remote description.', 'InvalidStateError'));
    }

    this.candidates.push(candidate);
    return Promise.resolve();
  }

  close(): void {
    this.connectionState = 'closed';
  }

  gather(candidate: string): void {
    const init = { candidate };
    this.onicecandidate?.({ candidate: { ...init, toJSON: () => init } as RTCIceCandidate });
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  receive(stream: MediaStream): void {
    this.ontrack?.({ receiver: {}, streams: [stream] });
  }
}

/** Makes peer connections and keeps them for the test to look at. */
export function peerFactory() {
  const peers: FakePeerConnection[] = [];
  const createPeer = (configuration: RTCConfiguration) => {
    const peer = new FakePeerConnection(configuration);
    peers.push(peer);
    return peer as unknown as RTCPeerConnection;
  };
  return { peers, createPeer };
}

/** jsdom has no media; identity is all that is compared. */
export function fakeMedia(...kinds: string[]): MediaStream {
  const tracks = kinds.map((kind) => ({ kind }) as MediaStreamTrack);
  return { getTracks: () => tracks } as unknown as MediaStream;
}
