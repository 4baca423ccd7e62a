import { Trans, useLingui } from '@lingui/react/macro';
import { Bug } from 'lucide-react';
import { Page } from '@/components/layout/Page';
import { Button } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';

/** Shown when a page throws while it renders; the router logs the error itself. */
export function CrashedRoute() {
  const { t } = useLingui();
  return (
    <Page>
      <EmptyState
        isPage
        icon={<Bug size={26} />}
        title={t`This page broke`}
        action={
          <Button variant="primary" onClick={() => location.reload()}>
            <Trans>Reload</Trans>
          </Button>
        }
      >
        <Trans>That is our mistake. Reloading usually helps.</Trans>
      </EmptyState>
    </Page>
  );
}
