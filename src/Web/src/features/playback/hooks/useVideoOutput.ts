import { useCallback, useEffect, useState, type RefObject } from 'react';
import { readStored, store } from '@/lib/storage';

export interface VideoOutput {
  muted: boolean;
  /** 0–1. */
  volume: number;
  /** The browser plays without sound until somebody asks for it. */
  isSilenced: boolean;
  /** The browser does not play at all until somebody asks for it. */
  isBlocked: boolean;
  setMuted: (muted: boolean) => void;
  setVolume: (volume: number) => void;
  /** To be called from a click. */
  playWithSound: () => void;
}

/** Plays a stream in a video element: with sound if the browser lets us, else without. */
export function useVideoOutput(
  video: RefObject<HTMLVideoElement | null>,
  stream: MediaStream | null,
): VideoOutput {
  const [muted, setMuted] = useState(() => readStored('muted') === 'true');
  const [volume, setVolume] = useState(readVolume);
  const [isSilenced, setSilenced] = useState(false);
  const [isBlocked, setBlocked] = useState(false);

  useEffect(() => {
    const element = video.current;
    if (element !== null) {
      element.muted = muted || isSilenced;
      element.volume = volume;
    }
  }, [video, muted, isSilenced, volume]);

  const play = useCallback(async (element: HTMLVideoElement) => {
    try {
      await element.play();
      setBlocked(false);
    } catch (error) {
      if (!isRefusal(error)) {
        // Another stream replaced this one meanwhile, and plays instead.
        return;
      }

      if (element.muted) {
        setBlocked(true);
      } else {
        element.muted = true;
        setSilenced(true);
        await element.play().then(
          () => setBlocked(false),
          (again: unknown) => setBlocked(isRefusal(again)),
        );
      }
    }
  }, []);

  useEffect(() => {
    const element = video.current;
    if (element !== null) {
      element.srcObject = stream;
      if (stream !== null) {
        void play(element);
      }
    }
  }, [video, stream, play]);

  return {
    muted: muted || isSilenced,
    volume,
    isSilenced,
    isBlocked,
    setMuted: (next) => {
      setSilenced(false);
      setMuted(next);
      store('muted', String(next));
    },
    setVolume: (next) => {
      setSilenced(false);
      setVolume(next);
      setMuted(next === 0);
      store('volume', String(next));
    },
    playWithSound: () => {
      setSilenced(false);
      setMuted(false);
      store('muted', 'false');
      const element = video.current;
      if (element !== null) {
        element.muted = false;
        void play(element);
      }
    },
  };
}

function readVolume(): number {
  const stored = Number.parseFloat(readStored('volume') ?? '');
  return stored > 0 && stored <= 1 ? stored : 1;
}

function isRefusal(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError';
}
