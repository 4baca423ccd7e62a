import { expect, test } from 'vitest';
import { fakeMedia } from '@/testing/FakePeerConnection';
import { VideoOutput } from './VideoOutput';

/** A video element of a browser that lets it play under some conditions only. */
function element(allows: (muted: boolean) => boolean) {
  const made = {
    srcObject: null as unknown,
    muted: false,
    volume: 1,
    plays: 0,
    play(): Promise<void> {
      if (!allows(made.muted)) {
        return Promise.reject(new DOMException('Not now.', 'NotAllowedError'));
      }

      made.plays++;
      return Promise.resolve();
    },
  };
  return made;
}

async function show(allows: (muted: boolean) => boolean) {
  const output = new VideoOutput();
  const video = element(allows);
  output.attach(video as unknown as HTMLVideoElement);
  output.show(fakeMedia('video'));
  await new Promise((resolve) => setTimeout(resolve));
  return { output, video };
}

test('plays with sound where the browser allows it', async () => {
  const { output, video } = await show(() => true);
  expect(video).toMatchObject({ muted: false, plays: 1 });
  expect(output.state.get().permission).toBe('full');
});

test('plays without sound where only that is allowed, until a click', async () => {
  const { output, video } = await show((muted) => muted);
  expect(video).toMatchObject({ muted: true, plays: 1 });
  expect(output.state.get().permission).toBe('silenced');

  output.playWithSound();
  expect(video.muted).toBe(false);
  expect(output.state.get().permission).toBe('full');
});

test('asks for a click where nothing is allowed', async () => {
  const { output, video } = await show(() => false);
  expect(video.plays).toBe(0);
  expect(output.state.get().permission).toBe('blocked');
});

test('a volume of nothing is muted, and any other is not', async () => {
  const { output, video } = await show(() => true);
  output.setVolume(0);
  expect(video.muted).toBe(true);
  output.setVolume(0.4);
  expect(video).toMatchObject({ muted: false, volume: 0.4 });
});
