import { Serializer } from '@/lib/async/Serializer';
import { Store } from '@/lib/async/Store';
import { ClockitError } from '@/lib/errors/ClockitError';

export type InputKind = 'audio' | 'video';

export interface InputDevice {
  id: string;
  kind: InputKind;
  label: string;
}

export interface CaptureState {
  phase: 'idle' | 'asking' | 'ready' | 'failed';
  /** The same object while capturing; its tracks change with the devices. */
  media: MediaStream | null;
  devices: readonly InputDevice[];
  /** The device in use of each kind; null when there is none. */
  selected: Record<InputKind, string | null>;
  muted: boolean;
  cameraOff: boolean;
  error: ClockitError | null;
}

const idle: CaptureState = {
  phase: 'idle',
  media: null,
  devices: [],
  selected: { audio: null, video: null },
  muted: false,
  cameraOff: false,
  error: null,
};

const constraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
} satisfies MediaStreamConstraints;

/**
 * The camera and microphone. Opening, switching and stopping are serialized: two of them at once
 * would leave a device open that nobody can turn off.
 */
export class Capture {
  readonly state = new Store<CaptureState>(idle);

  readonly #steps = new Serializer();
  readonly #trackListeners = new Set<(track: MediaStreamTrack) => void>();
  #watchingDevices = false;

  /** Asks for the devices and starts the preview. Call again after a failure. */
  open(): Promise<void> {
    return this.#steps.run(async () => {
      if (this.state.get().phase === 'ready') {
        return;
      }

      this.state.patch({ phase: 'asking', error: null });
      try {
        const media = await openDevices();
        this.state.patch({ phase: 'ready', media });
        this.#applySwitches();
        await this.#listDevices();
        this.#watchDevices(true);
      } catch (error) {
        this.state.set({ ...idle, phase: 'failed', error: toError(error) });
      }
    });
  }

  /** Captures from another device; listeners hear of the new track. */
  select(kind: InputKind, deviceId: string): Promise<void> {
    return this.#steps.run(async () => {
      const { media } = this.state.get();
      if (media === null) {
        return;
      }

      try {
        const wanted = { ...constraints[kind], deviceId: { exact: deviceId } };
        const opened = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
        for (const old of tracksOf(media, kind)) {
          media.removeTrack(old);
          old.stop();
        }

        for (const track of opened.getTracks()) {
          media.addTrack(track);
        }

        this.#applySwitches();
        await this.#listDevices();
        for (const track of opened.getTracks()) {
          for (const listener of this.#trackListeners) {
            listener(track);
          }
        }
      } catch (error) {
        this.state.patch({ error: toError(error) });
      }
    });
  }

  onTrack(listener: (track: MediaStreamTrack) => void): () => void {
    this.#trackListeners.add(listener);
    return () => {
      this.#trackListeners.delete(listener);
    };
  }

  setMuted(muted: boolean): void {
    this.state.patch({ muted });
    this.#applySwitches();
  }

  setCameraOff(cameraOff: boolean): void {
    this.state.patch({ cameraOff });
    this.#applySwitches();
  }

  /** Turns the devices off. */
  stop(): Promise<void> {
    return this.#steps.run(() => {
      this.#watchDevices(false);
      for (const track of this.state.get().media?.getTracks() ?? []) {
        track.stop();
      }

      this.state.set(idle);
    });
  }

  #applySwitches(): void {
    const { media, muted, cameraOff } = this.state.get();
    for (const track of media?.getTracks() ?? []) {
      track.enabled = track.kind === 'audio' ? !muted : !cameraOff;
    }
  }

  readonly #devicesChanged = (): void => void this.#listDevices();

  async #listDevices(): Promise<void> {
    const { media } = this.state.get();
    const found = await navigator.mediaDevices.enumerateDevices();
    const devices = found.flatMap(({ deviceId, kind, label }) => {
      const input = kind === 'audioinput' ? 'audio' : kind === 'videoinput' ? 'video' : null;
      return input === null || deviceId === ''
        ? []
        : [{ id: deviceId, kind: input, label } as const];
    });
    this.state.patch({
      devices,
      selected: { audio: deviceOf(media, 'audio'), video: deviceOf(media, 'video') },
    });
  }

  #watchDevices(watch: boolean): void {
    if (watch !== this.#watchingDevices) {
      this.#watchingDevices = watch;
      const { mediaDevices } = navigator;
      if (watch) {
        mediaDevices.addEventListener('devicechange', this.#devicesChanged);
      } else {
        mediaDevices.removeEventListener('devicechange', this.#devicesChanged);
      }
    }
  }
}

/** Both devices, or the one that there is: some people stream from a machine without a camera. */
async function openDevices(): Promise<MediaStream> {
  // Absent on pages that are neither https nor localhost, whatever the type says.
  const mediaDevices = navigator.mediaDevices as MediaDevices | undefined;
  if (mediaDevices === undefined) {
    throw new ClockitError('device.insecure', 'Cameras need a secure page.');
  }

  try {
    return await mediaDevices.getUserMedia(constraints);
  } catch (error) {
    if (!isNamed(error, 'NotFoundError')) {
      throw error;
    }
  }

  try {
    return await mediaDevices.getUserMedia({ video: constraints.video });
  } catch (error) {
    if (!isNamed(error, 'NotFoundError')) {
      throw error;
    }
  }

  return await mediaDevices.getUserMedia({ audio: constraints.audio });
}

function toError(error: unknown): ClockitError {
  if (error instanceof ClockitError) {
    return error;
  }

  const code = isNamed(error, 'NotAllowedError', 'SecurityError')
    ? 'device.denied'
    : isNamed(error, 'NotFoundError', 'OverconstrainedError')
      ? 'device.missing'
      : 'device.busy';
  return new ClockitError(code, 'The camera or microphone could not be opened.', { cause: error });
}

function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof DOMException && names.includes(error.name);
}

function tracksOf(media: MediaStream, kind: InputKind): MediaStreamTrack[] {
  return kind === 'audio' ? media.getAudioTracks() : media.getVideoTracks();
}

function deviceOf(media: MediaStream | null, kind: InputKind): string | null {
  const [track] = media === null ? [] : tracksOf(media, kind);
  return track?.getSettings().deviceId ?? null;
}
