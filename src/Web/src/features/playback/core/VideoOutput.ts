import { Store } from '@/lib/async/Store';
import { readStored, store } from '@/lib/storage';

export interface VideoOutputState {
  muted: boolean;
  /** 0–1. */
  volume: number;
  /** `silenced`: it plays without sound until somebody asks for it. `blocked`: not at all. */
  permission: 'full' | 'silenced' | 'blocked';
}

/**
 * Plays a stream in a video element: with sound if the browser lets us, else without, until
 * somebody's click gives leave. The choice of volume is kept for the next visit.
 */
export class VideoOutput {
  readonly state = new Store<VideoOutputState>({
    muted: readStored('muted') === 'true',
    volume: readVolume(),
    permission: 'full',
  });

  #element: HTMLVideoElement | null = null;
  #stream: MediaStream | null = null;

  /** Takes the element as it is mounted, and null as it goes. */
  readonly attach = (element: HTMLVideoElement | null): void => {
    this.#element = element;
    this.#apply();
    this.#play();
  };

  show(stream: MediaStream | null): void {
    if (stream !== this.#stream) {
      this.#stream = stream;
      this.#play();
    }
  }

  setMuted(muted: boolean): void {
    this.state.patch({ muted, permission: 'full' });
    store('muted', String(muted));
    this.#apply();
  }

  setVolume(volume: number): void {
    this.state.patch({ volume });
    store('volume', String(volume));
    this.setMuted(volume === 0);
  }

  /** To be called from a click, which is what browsers wait for. */
  playWithSound(): void {
    this.setMuted(false);
    this.#play();
  }

  #apply(): void {
    if (this.#element !== null) {
      const { muted, volume, permission } = this.state.get();
      this.#element.muted = muted || permission !== 'full';
      this.#element.volume = volume;
    }
  }

  #play(): void {
    const element = this.#element;
    if (element === null) {
      return;
    }

    if (element.srcObject !== this.#stream) {
      element.srcObject = this.#stream;
    }

    if (this.#stream !== null) {
      element.play().catch((error: unknown) => this.#refused(element, error));
    }
  }

  #refused(element: HTMLVideoElement, error: unknown): void {
    // Any other failure means that another stream has replaced this one, and plays instead.
    if (isRefusal(error)) {
      const wasSilent = element.muted;
      this.state.patch({ permission: wasSilent ? 'blocked' : 'silenced' });
      this.#apply();
      if (!wasSilent) {
        this.#play();
      }
    }
  }
}

function readVolume(): number {
  const stored = Number.parseFloat(readStored('volume') ?? '');
  return stored > 0 && stored <= 1 ? stored : 1;
}

function isRefusal(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError';
}
