import { useCallback, useEffect, useRef, type RefObject } from 'react';

type Keys = Record<string, () => void>;

/** Keys mean something else there. */
const writing =
  'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"], dialog';

/**
 * The page's keys for its player: `f` and `i` here, the rest from `keys`. They do nothing while
 * somebody writes, and the space bar nothing where it presses a button.
 */
export function usePlayerKeys(
  frame: RefObject<HTMLElement | null>,
  video: HTMLVideoElement | null,
  keys: Keys,
) {
  const toggleFullscreen = useCallback(() => {
    const done =
      document.fullscreenElement === null
        ? frame.current?.requestFullscreen()
        : document.exitFullscreen();
    // Refused, for instance by a frame that does not allow it: the picture stays as it is.
    done?.catch(() => undefined);
  }, [frame]);

  const togglePictureInPicture = useCallback(() => {
    const done =
      document.pictureInPictureElement === null
        ? video?.requestPictureInPicture()
        : document.exitPictureInPicture();
    // Refused, or there is no picture yet.
    done?.catch(() => undefined);
  }, [video]);

  const latest = useRef<Keys>({});
  useEffect(() => {
    latest.current = { ...keys, f: toggleFullscreen, i: togglePictureInPicture };
  });

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const isWriting = target?.closest(writing) != null;
      const isPressing = event.key === ' ' && target?.closest('button, a, summary') != null;
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting || isPressing) {
        return;
      }

      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const run = latest.current[key];
      if (run !== undefined) {
        if (event.key !== 'Escape') {
          event.preventDefault();
        }

        run();
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);

  return { toggleFullscreen, togglePictureInPicture };
}
