import { Bug } from 'lucide-react';
import { Page } from '@/components/layout/Page';
import { Button } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';

/** Shown when a page throws while it renders; the router logs the error itself. */
export function CrashedRoute() {
  return (
    <Page>
      <EmptyState
        icon={<Bug size={26} />}
        title="This page broke"
        action={
          <Button variant="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        That is our mistake. Reloading usually helps.
      </EmptyState>
    </Page>
  );
}
