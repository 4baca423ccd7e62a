import { Compass } from 'lucide-react';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { useDocumentTitle } from '@/lib/useDocumentTitle';

export function NotFoundRoute() {
  useDocumentTitle('Not found');
  return (
    <Page>
      <EmptyState
        icon={<Compass size={26} />}
        title="This page does not exist"
        action={
          <ButtonLink to="/" variant="primary">
            See who is live
          </ButtonLink>
        }
      >
        The link may be wrong or old.
      </EmptyState>
    </Page>
  );
}
