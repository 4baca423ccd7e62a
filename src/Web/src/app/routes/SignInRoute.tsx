import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { FormPage } from '@/components/layout/FormPage';
import { Retry } from '@/components/ui/Retry';
import { providersQuery } from '@/features/auth/api/providers';
import { ExternalSignIn } from '@/features/auth/components/ExternalSignIn';
import { SignInForm } from '@/features/auth/components/SignInForm';
import { useSession } from '@/features/auth/hooks/useSession';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { nextPath } from '../signInPath';

export function SignInRoute() {
  const { t } = useLingui();
  useDocumentTitle(t`Sign in`);
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { user } = useSession();
  const providers = useQuery(providersQuery);
  const next = nextPath(search);
  if (user !== null) {
    return <Navigate to={next} replace />;
  }

  if (providers.data === undefined) {
    return (
      <FormPage title={t`Sign in`} lead={t`Welcome back.`}>
        {!providers.isPending && <Retry query={providers} />}
      </FormPage>
    );
  }

  if (providers.data.external !== null) {
    return (
      <FormPage title={t`Sign in`} lead={t`You sign in with the account that you have elsewhere.`}>
        <ExternalSignIn external={providers.data.external} returnUrl={next} />
      </FormPage>
    );
  }

  return (
    <FormPage
      title={t`Sign in`}
      lead={t`Welcome back.`}
      footer={
        <Trans>
          New here? <Link to={{ pathname: '/signup', search: search.toString() }}>Sign up</Link>
        </Trans>
      }
    >
      <SignInForm onDone={() => void navigate(next, { replace: true })} />
    </FormPage>
  );
}
