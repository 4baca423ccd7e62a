import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** A page that is still being fetched has this long to show its heading. */
const patienceMs = 3_000;

/** Puts the focus on the heading of the page that one navigates to, as a page load would. */
export function useRouteFocus(): void {
  const { pathname } = useLocation();
  const known = useRef(pathname);

  useEffect(() => {
    if (known.current === pathname) {
      return;
    }

    known.current = pathname;
    const focus = () => {
      const heading = document.querySelector<HTMLElement>('main h1');
      if (heading !== null) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
      }

      return heading !== null;
    };
    if (focus()) {
      return;
    }

    const observer = new MutationObserver(() => {
      if (focus()) {
        observer.disconnect();
      }
    });
    observer.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(() => observer.disconnect(), patienceMs);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [pathname]);
}
