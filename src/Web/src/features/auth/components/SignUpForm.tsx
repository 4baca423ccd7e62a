import { Trans, useLingui } from '@lingui/react/macro';
import { Eye, Video } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { Button } from '@/components/ui/Button';
import { ChoiceCards } from '@/components/ui/ChoiceCards';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { ClockitError } from '@/lib/errors/ClockitError';
import { describeError } from '@/lib/errors/describeError';
import { useRegister } from '../hooks/useSession';
import type { Registration } from '../api/session';
import styles from './AuthForm.module.css';

type AccountRole = Registration['role'];

interface SignUpFormProps {
  initialRole: AccountRole;
  onDone: () => void;
}

export function SignUpForm({ initialRole, onDone }: SignUpFormProps) {
  const { t } = useLingui();
  const [role, setRole] = useState<AccountRole>(initialRole);
  const [username, setUsername] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const register = useRegister();
  const fields = register.error instanceof ClockitError ? register.error.fields : {};

  const roles = [
    { value: 'viewer', label: t`Watch`, hint: t`Watch streams and chat.`, icon: <Eye /> },
    { value: 'creator', label: t`Go live`, hint: t`Stream yourself, too.`, icon: <Video /> },
  ] as const;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const shown = displayName.trim();
    register.mutate(
      {
        username: username.trim(),
        password,
        role,
        ...(shown === '' ? {} : { displayName: shown }),
      },
      { onSuccess: onDone },
    );
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      {register.error !== null && Object.keys(fields).length === 0 && (
        <Notice kind="error">{describeError(register.error)}</Notice>
      )}
      <ChoiceCards legend={t`I want to`} value={role} choices={roles} onChange={setRole} />
      <TextField
        label={t`Username`}
        hint={t`3 to 30 letters, digits, dots, dashes or underscores.`}
        error={fields.username?.[0]}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      <TextField
        label={t`Display name`}
        optional
        error={fields.displayName?.[0]}
        autoComplete="nickname"
        value={displayName}
        onChange={(event) => setDisplayName(event.target.value)}
      />
      <TextField
        label={t`Password`}
        hint={t`At least 8 characters.`}
        error={fields.password?.[0]}
        type="password"
        autoComplete="new-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" variant="primary" size="lg" busy={register.isPending}>
        <Trans>Create account</Trans>
      </Button>
    </form>
  );
}
