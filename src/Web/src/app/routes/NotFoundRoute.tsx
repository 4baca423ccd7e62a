import { Trans, useLingui } from '@lingui/react/macro';
import { Compass } from 'lucide-react';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { useDocumentTitle } from '@/lib/useDocumentTitle';

export function NotFoundRoute() {
  const { t } = useLingui();
  useDocumentTitle(t`Not found`);
  return (
    <Page>
      <EmptyState
        isPage
        icon={<Compass size={26} />}
        title={t`This page does not exist`}
        action={
          <ButtonLink to="/" variant="primary">
            <Trans>See who is live</Trans>
          </ButtonLink>
        }
      >
        <Trans>The link may be wrong or old.</Trans>
      </EmptyState>
    </Page>
  );
}
