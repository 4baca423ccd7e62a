import { Trans, useLingui } from '@lingui/react/macro';
import { Check } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import type { User } from '@/lib/api/types';
import { ClockitError } from '@/lib/errors/ClockitError';
import { describeError } from '@/lib/errors/describeError';
import { useEditProfile } from '../hooks/useSession';
import styles from './AuthForm.module.css';
import { ProfilePreview } from './ProfilePreview';

export function ProfileForm({ user }: { user: User }) {
  const { t } = useLingui();
  const [displayName, setDisplayName] = useState(user.displayName);
  const [avatarUrl, setAvatarUrl] = useState(user.avatarUrl ?? '');
  const edit = useEditProfile();
  const fields = edit.error instanceof ClockitError ? edit.error.fields : {};

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // A page of ours shows pictures from secure addresses only.
    if (!/^http:/i.test(avatarUrl.trim())) {
      edit.mutate({ displayName, avatarUrl });
    }
  };

  const change = (set: (value: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value);
    if (edit.isSuccess) {
      // What is on the page is no longer what is saved.
      edit.reset();
    }
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      <ProfilePreview username={user.username} displayName={displayName} avatarUrl={avatarUrl} />
      {edit.error !== null && Object.keys(fields).length === 0 && (
        <Notice kind="error">{describeError(edit.error)}</Notice>
      )}
      <TextField
        label={t`Display name`}
        hint={t`How others see you beside your streams and messages.`}
        error={fields.displayName?.[0]}
        autoComplete="nickname"
        value={displayName}
        onChange={change(setDisplayName)}
      />
      <TextField
        label={t`Picture`}
        optional
        hint={t`The https address of a picture. Without one your initial is shown.`}
        error={
          /^http:/i.test(avatarUrl.trim())
            ? t`Pictures are shown from https addresses only.`
            : fields.avatarUrl?.[0]
        }
        type="text"
        inputMode="url"
        autoComplete="photo"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="https://"
        value={avatarUrl}
        onChange={change(setAvatarUrl)}
      />
      <Button type="submit" variant="primary" size="lg" busy={edit.isPending}>
        <Trans>Save</Trans>
      </Button>
      <p role="status" className={styles.status}>
        {edit.isSuccess && (
          <>
            <Check aria-hidden="true" size={18} />
            <Trans>Saved.</Trans>
          </>
        )}
      </p>
    </form>
  );
}
