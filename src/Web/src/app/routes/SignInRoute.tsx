import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { FormPage } from '@/components/layout/FormPage';
import { SignInForm } from '@/features/auth/components/SignInForm';
import { useSession } from '@/features/auth/hooks/useSession';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { nextPath } from '../signInPath';

export function SignInRoute() {
  useDocumentTitle('Sign in');
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { user } = useSession();
  const next = nextPath(search);
  if (user !== null) {
    return <Navigate to={next} replace />;
  }

  return (
    <FormPage
      title="Sign in"
      lead="Welcome back."
      footer={
        <>
          New here? <Link to={{ pathname: '/signup', search: search.toString() }}>Sign up</Link>
        </>
      }
    >
      <SignInForm onDone={() => void navigate(next, { replace: true })} />
    </FormPage>
  );
}
