import { Trans } from '@lingui/react/macro';
import { LogIn } from 'lucide-react';
import { ButtonAnchor } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import type { Providers } from '@/lib/api/types';
import { issuerName } from '../core/issuerName';

interface ExternalSignInProps {
  external: NonNullable<Providers['external']>;
  /** The path of ours to come back to. */
  returnUrl: string;
}

/** Accounts are kept elsewhere: one signs in there, and comes back. */
export function ExternalSignIn({ external, returnUrl }: ExternalSignInProps) {
  return external.signInUrl === null ? (
    <Notice kind="warning">
      <Trans>
        Accounts are kept by {external.authority}, and this installation has no way to sign in there
        with a browser. Its operator can set one up.
      </Trans>
    </Notice>
  ) : (
    <ButtonAnchor
      href={`${external.signInUrl}?${new URLSearchParams({ returnUrl }).toString()}`}
      variant="primary"
      size="lg"
      icon={<LogIn aria-hidden="true" />}
      style={{ width: '100%' }}
    >
      <Trans>Continue to {issuerName(external.authority)}</Trans>
    </ButtonAnchor>
  );
}
