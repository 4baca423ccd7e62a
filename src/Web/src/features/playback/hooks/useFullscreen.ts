import { useCallback, useSyncExternalStore, type RefObject } from 'react';

function subscribe(changed: () => void): () => void {
  document.addEventListener('fullscreenchange', changed);
  return () => document.removeEventListener('fullscreenchange', changed);
}

/** Whether an element has the whole screen. */
export function useFullscreen(frame: RefObject<HTMLElement | null>): boolean {
  const read = useCallback(
    () => document.fullscreenElement !== null && document.fullscreenElement === frame.current,
    [frame],
  );
  return useSyncExternalStore(subscribe, read);
}
