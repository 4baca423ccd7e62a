import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type SubmitEvent } from 'react';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogActions } from '@/components/ui/Dialog';
import { SelectField, TextField } from '@/components/ui/Field';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';

interface JudgeDialogProps {
  message: ChatMessage;
  kind: 'timeout' | 'ban';
  onJudge: (seconds: number | undefined, reason: string) => void;
  onClose: () => void;
}

const units = { minutes: 60, hours: 3_600, days: 86_400 };

/** Asks for how long, and for a reason that the log keeps. */
export function JudgeDialog({ message, kind, onJudge, onClose }: JudgeDialogProps) {
  const { t } = useLingui();
  const [count, setCount] = useState('30');
  const [unit, setUnit] = useState<keyof typeof units>('minutes');
  const [reason, setReason] = useState('');
  const seconds = Math.round(Number(count) * units[unit]);
  const isValid = kind === 'ban' || (seconds >= 1 && seconds <= 366 * 86_400);
  const { username } = message;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isValid) {
      onJudge(kind === 'ban' ? undefined : seconds, reason.trim());
      onClose();
    }
  };

  return (
    <Dialog
      title={kind === 'ban' ? t`Ban @${username}` : t`Time out @${username}`}
      onClose={onClose}
    >
      <form onSubmit={submit} style={{ display: 'grid', gap: 'var(--space-4)' }}>
        {kind === 'timeout' ? (
          <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 'var(--space-3)' }}>
            <TextField
              type="number"
              inputMode="numeric"
              label={t`For`}
              min={1}
              max={366}
              value={count}
              onChange={(event) => setCount(event.target.value)}
            />
            <SelectField
              label={t`Unit`}
              value={unit}
              onChange={(event) => setUnit(event.target.value as keyof typeof units)}
            >
              <option value="minutes">{t`Minutes`}</option>
              <option value="hours">{t`Hours`}</option>
              <option value="days">{t`Days`}</option>
            </SelectField>
          </div>
        ) : (
          <p>
            <Trans>They can neither read nor write in this chat until you lift the ban.</Trans>
          </p>
        )}
        <TextField
          label={t`Reason`}
          optional
          maxLength={200}
          hint={t`Moderators see it in the log.`}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="danger" disabled={!isValid}>
            {kind === 'ban' ? <Trans>Ban</Trans> : <Trans>Time out</Trans>}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
