import { RefreshCw } from 'lucide-react';
import { describeError } from '@/lib/errors/describeError';
import { Button } from './Button';
import { Notice } from './Notice';

interface RetryProps {
  query: { error: Error | null; isFetching: boolean; refetch: () => Promise<unknown> };
}

/** In the place of what could not be loaded: why, and another try. */
export function Retry({ query: { error, isFetching, refetch } }: RetryProps) {
  return (
    <Notice
      kind="error"
      action={
        <Button
          size="sm"
          icon={<RefreshCw aria-hidden="true" />}
          busy={isFetching}
          onClick={() => void refetch()}
        >
          Try again
        </Button>
      }
    >
      {describeError(error)}
    </Notice>
  );
}
