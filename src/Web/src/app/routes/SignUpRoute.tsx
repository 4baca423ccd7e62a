import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { FormPage } from '@/components/layout/FormPage';
import { providersQuery } from '@/features/auth/api/providers';
import { SignUpForm } from '@/features/auth/components/SignUpForm';
import { useSession } from '@/features/auth/hooks/useSession';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { nextPath } from '../signInPath';

export function SignUpRoute() {
  const { t } = useLingui();
  useDocumentTitle(t`Sign up`);
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { user } = useSession();
  const { data: providers } = useQuery(providersQuery);
  const next = nextPath(search);
  if (user !== null) {
    return <Navigate to={next} replace />;
  }

  if (providers?.embedded === false) {
    // Accounts are made where one signs in.
    return <Navigate to={{ pathname: '/signin', search: search.toString() }} replace />;
  }

  return (
    <FormPage
      title={t`Create your account`}
      lead={t`It takes a minute, and no email.`}
      footer={
        <Trans>
          Have an account?{' '}
          <Link to={{ pathname: '/signin', search: search.toString() }}>Sign in</Link>
        </Trans>
      }
    >
      <SignUpForm
        initialRole={search.get('as') === 'creator' || next === '/studio' ? 'creator' : 'viewer'}
        onDone={() => void navigate(next, { replace: true })}
      />
    </FormPage>
  );
}
