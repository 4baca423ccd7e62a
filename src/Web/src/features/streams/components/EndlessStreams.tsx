import { Trans } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { Retry } from '@/components/ui/Retry';
import { distinct, searchQuery, type Search } from '../api/streams';
import styles from './EndlessStreams.module.css';
import { StreamGrid, StreamGridSkeleton } from './StreamGrid';

/** The next page is fetched when its place comes this close, in pixels. */
const ahead = '600px';

interface EndlessStreamsProps {
  search: Search;
  /** What stands there when nothing fits. */
  empty: ReactNode;
}

/** All streams that fit, as far as one scrolls. */
export function EndlessStreams({ search, empty }: EndlessStreamsProps) {
  const query = useInfiniteQuery(searchQuery(search));
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const streams = useMemo(() => distinct(data?.pages ?? []), [data]);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = end.current;
    if (element === null || !hasNextPage || isFetchingNextPage || isFetchNextPageError) {
      return;
    }

    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) {
          void fetchNextPage();
        }
      },
      { rootMargin: ahead },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, streams.length]);

  if (data === undefined) {
    return query.isPending ? <StreamGridSkeleton /> : <Retry query={query} />;
  }

  if (streams.length === 0) {
    return empty;
  }

  return (
    <>
      <StreamGrid streams={streams} />
      {hasNextPage && (
        <div ref={end} className={styles.more}>
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </>
  );
}
