import { Trans } from '@lingui/react/macro';
import { Bell, BellRing } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { reminders } from '@/features/notices/core/reminders';
import type { Stream } from '@/lib/api/types';
import { formatDuration } from '@/lib/format';
import { useNow } from '@/lib/useNow';
import { useStore } from '@/lib/useStore';
import styles from './Reminder.module.css';

/** Counts down to a stream, and says on any page of ours when it begins. */
export function Reminder({ stream }: { stream: Stream }) {
  const { streamId, scheduledFor } = stream;
  const at = scheduledFor === null ? null : Date.parse(scheduledFor);
  const now = useNow(at);
  const isSet = useStore(reminders.streams).includes(streamId);
  const left = at === null ? null : Math.ceil((at - now) / 1000);

  return (
    <div className={styles.reminder}>
      {left !== null && left > 0 && (
        <p className={styles.countdown} role="timer" data-testid="countdown">
          {left >= 86_400 ? (
            <Trans>in {Math.floor(left / 86_400)} days</Trans>
          ) : (
            formatDuration(left)
          )}
        </p>
      )}
      <Button
        icon={isSet ? <BellRing aria-hidden="true" /> : <Bell aria-hidden="true" />}
        aria-pressed={isSet}
        data-testid="remind"
        onClick={() => reminders.set(streamId, !isSet)}
      >
        {isSet ? <Trans>You will be reminded</Trans> : <Trans>Remind me</Trans>}
      </Button>
    </div>
  );
}
