import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** This close to the end counts as at the end. */
const slackPx = 48;

/**
 * Keeps a list at its end while its reader is there, and leaves it alone while they read further
 * up; `isBehind` then says that something came below.
 * @param newest Changes whenever something is added at the end.
 */
export function useStickToBottom(newest: string) {
  const ref = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [readUpTo, setReadUpTo] = useState<string | null>(null);

  const scrollToBottom = useCallback(() => {
    const list = ref.current;
    if (list !== null) {
      list.scrollTop = list.scrollHeight;
    }
  }, []);

  useLayoutEffect(() => {
    if (isAtEnd.current) {
      scrollToBottom();
    }
  }, [newest, scrollToBottom]);

  useEffect(() => {
    const list = ref.current;
    if (list === null) {
      return;
    }

    const follow = () => {
      isAtEnd.current = list.scrollHeight - list.scrollTop - list.clientHeight <= slackPx;
      setReadUpTo((previous) => (isAtEnd.current ? null : (previous ?? newest)));
    };
    // A keyboard that opens makes the list shorter; its reader is still at the end.
    const resized = new ResizeObserver(() => {
      if (isAtEnd.current) {
        scrollToBottom();
      }
    });
    list.addEventListener('scroll', follow, { passive: true });
    resized.observe(list);
    return () => {
      list.removeEventListener('scroll', follow);
      resized.disconnect();
    };
  }, [newest, scrollToBottom]);

  return { ref, isBehind: readUpTo !== null && readUpTo !== newest, scrollToBottom };
}
