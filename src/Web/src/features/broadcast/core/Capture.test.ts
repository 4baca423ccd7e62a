import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Capture } from './Capture';

class FakeTrack {
  enabled = true;
  isStopped = false;
  readonly kind: 'audio' | 'video';
  readonly deviceId: string;

  constructor(kind: 'audio' | 'video', deviceId: string) {
    this.kind = kind;
    this.deviceId = deviceId;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }

  stop(): void {
    this.isStopped = true;
  }
}

class FakeStream {
  readonly tracks: FakeTrack[];

  constructor(tracks: FakeTrack[]) {
    this.tracks = tracks;
  }

  getTracks = () => [...this.tracks];
  getAudioTracks = () => this.tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === 'video');
  addTrack = (track: FakeTrack) => this.tracks.push(track);
  removeTrack = (track: FakeTrack) => this.tracks.splice(this.tracks.indexOf(track), 1);
}

type Wanted = Record<'audio' | 'video', { deviceId?: { exact: string } } | undefined>;

let opened: FakeTrack[];
let refuse: (wanted: Wanted) => string | undefined;

beforeEach(() => {
  opened = [];
  refuse = () => undefined;
  vi.stubGlobal('navigator', {
    mediaDevices: {
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      enumerateDevices: () =>
        Promise.resolve([
          { deviceId: 'cam1', kind: 'videoinput', label: 'Front' },
          { deviceId: 'cam2', kind: 'videoinput', label: 'Back' },
          { deviceId: 'mic1', kind: 'audioinput', label: 'Built in' },
          { deviceId: 'out1', kind: 'audiooutput', label: 'Speaker' },
        ]),
      getUserMedia: (wanted: Wanted) => {
        const refusal = refuse(wanted);
        if (refusal !== undefined) {
          return Promise.reject(new DOMException('No.', refusal));
        }

        const tracks = (['audio', 'video'] as const).flatMap((kind) => {
          const constraint = wanted[kind];
          const first = kind === 'audio' ? 'mic1' : 'cam1';
          return constraint === undefined
            ? []
            : [new FakeTrack(kind, constraint.deviceId?.exact ?? first)];
        });
        opened.push(...tracks);
        return Promise.resolve(new FakeStream(tracks));
      },
    },
  });
});

afterEach(() => vi.unstubAllGlobals());

test('opens both devices and lists what there is to choose from', async () => {
  const capture = new Capture();
  await capture.open();
  const { phase, devices, selected } = capture.state.get();
  expect(phase).toBe('ready');
  expect(devices.map(({ id }) => id)).toEqual(['cam1', 'cam2', 'mic1']);
  expect(selected).toEqual({ audio: 'mic1', video: 'cam1' });
});

test('opened, stopped and opened at once leaves no device on but the last', async () => {
  const capture = new Capture();
  const steps = [capture.open(), capture.stop(), capture.open()];
  await Promise.all(steps);
  expect(opened.map(({ isStopped }) => isStopped)).toEqual([true, true, false, false]);
  expect(capture.state.get().phase).toBe('ready');
});

test('another camera replaces the first, which is turned off, and listeners hear of it', async () => {
  const capture = new Capture();
  const heard: string[] = [];
  capture.onTrack((track) => heard.push(track.kind));
  await capture.open();
  await capture.select('video', 'cam2');
  expect(capture.state.get().selected.video).toBe('cam2');
  expect(opened.filter(({ isStopped }) => isStopped).map(({ deviceId }) => deviceId)).toEqual([
    'cam1',
  ]);
  expect(heard).toEqual(['video']);
});

test('muted stays muted on another microphone', async () => {
  const capture = new Capture();
  await capture.open();
  capture.setMuted(true);
  await capture.select('audio', 'mic1');
  expect(opened.at(-1)).toMatchObject({ kind: 'audio', enabled: false });
});

test('without a camera the microphone alone will do', async () => {
  refuse = ({ video }) => (video === undefined ? undefined : 'NotFoundError');
  const capture = new Capture();
  await capture.open();
  expect(capture.state.get()).toMatchObject({ phase: 'ready', selected: { video: null } });
});

test.each([
  ['NotAllowedError', 'device.denied'],
  ['NotFoundError', 'device.missing'],
  ['NotReadableError', 'device.busy'],
])('%s is told as %s, and may be tried again', async (name, code) => {
  refuse = () => name;
  const capture = new Capture();
  await capture.open();
  expect(capture.state.get()).toMatchObject({ phase: 'failed', error: { code } });

  refuse = () => undefined;
  await capture.open();
  expect(capture.state.get().phase).toBe('ready');
});

test('a page that may not use cameras at all is told why', async () => {
  vi.stubGlobal('navigator', {});
  const capture = new Capture();
  await capture.open();
  expect(capture.state.get().error?.code).toBe('device.insecure');
});
