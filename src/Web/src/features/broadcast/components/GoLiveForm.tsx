import { Trans, useLingui } from '@lingui/react/macro';
import { Radio } from 'lucide-react';
import { useId, type SubmitEvent } from 'react';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { ClockitError } from '@/lib/errors/ClockitError';
import { describeError } from '@/lib/errors/describeError';
import type { StreamDraft } from '../api/broadcast';
import styles from './GoLiveForm.module.css';
import { draftOf, StreamFields, useFields } from './StreamFields';

interface GoLiveFormProps {
  /** Whether there is something to send. */
  isReady: boolean;
  busy: boolean;
  error: Error | null;
  onGoLive: (draft: StreamDraft) => void;
}

export function GoLiveForm({ isReady, busy, error, onGoLive }: GoLiveFormProps) {
  const { t } = useLingui();
  const { fields, change } = useFields();
  const errors = error instanceof ClockitError ? error.fields : {};
  const draft = draftOf(fields);
  const whyId = useId();
  const why = !isReady
    ? t`Waiting for a camera, a microphone or your screen.`
    : fields.title.trim() === ''
      ? t`Give your stream a title first.`
      : null;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (draft !== null) {
      onGoLive({ ...draft, scheduledFor: null });
    }
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      {error !== null && Object.keys(errors).length === 0 && (
        <Notice kind="error">{describeError(error)}</Notice>
      )}
      <StreamFields fields={fields} errors={errors} canSchedule={false} isBrief onChange={change} />
      <Button
        type="submit"
        variant="primary"
        size="lg"
        icon={<Radio aria-hidden="true" />}
        data-testid="go-live"
        busy={busy}
        disabled={!isReady || draft === null}
        aria-describedby={whyId}
      >
        {busy ? <Trans>Going live…</Trans> : <Trans>Go live</Trans>}
      </Button>
      <p id={whyId} className={styles.why}>
        {why}
      </p>
    </form>
  );
}
