import { Trans } from '@lingui/react/macro';
import { RefreshCw, Unplug } from 'lucide-react';
import type { ComponentProps } from 'react';
import { describeError } from '@/lib/errors/describeError';
import { Button } from './Button';
import { EmptyState } from './EmptyState';
import { Notice } from './Notice';

interface Query {
  error: Error | null;
  isFetching: boolean;
  refetch: () => Promise<unknown>;
}

/** In the place of what could not be loaded: why, and another try. */
export function Retry({ query }: { query: Query }) {
  return (
    <Notice kind="error" action={<RetryButton query={query} size="sm" />}>
      {describeError(query.error)}
    </Notice>
  );
}

/** The same for a whole page. */
export function RetryPage({ title, query }: { title: string; query: Query }) {
  return (
    <EmptyState
      isPage
      icon={<Unplug size={26} />}
      title={title}
      action={<RetryButton query={query} variant="primary" />}
    >
      {describeError(query.error)}
    </EmptyState>
  );
}

function RetryButton({
  query: { isFetching, refetch },
  ...look
}: { query: Query } & Pick<ComponentProps<typeof Button>, 'size' | 'variant'>) {
  return (
    <Button
      {...look}
      icon={<RefreshCw aria-hidden="true" />}
      busy={isFetching}
      onClick={() => void refetch()}
    >
      <Trans>Try again</Trans>
    </Button>
  );
}
