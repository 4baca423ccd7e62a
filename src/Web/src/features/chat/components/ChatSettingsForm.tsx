import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { SelectField, TextArea } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { Retry } from '@/components/ui/Retry';
import { Skeleton } from '@/components/ui/Skeleton';
import { Switch } from '@/components/ui/Switch';
import { describeError } from '@/lib/errors/describeError';
import { formatDuration } from '@/lib/format';
import { changeSettings, settingsQuery, type RoomSettings } from '../api/moderation';
import styles from './Moderation.module.css';

const slowModes = [0, 3, 5, 10, 30, 60, 120, 300];

interface ChatSettingsFormProps {
  streamId: string;
  /** Whether chat is open or can be: once the stream has ended it is read-only for good. */
  isOpen: boolean;
}

/** Each choice takes effect as it is made; only the list of terms waits for its button. */
export function ChatSettingsForm({ streamId, isOpen }: ChatSettingsFormProps) {
  const query = useQuery(settingsQuery(streamId));
  if (query.data === undefined) {
    return query.isPending ? <Skeleton className={styles.waiting} /> : <Retry query={query} />;
  }

  return <Form key={streamId} streamId={streamId} isOpen={isOpen} settings={query.data} />;
}

function Form({ streamId, isOpen, settings }: ChatSettingsFormProps & { settings: RoomSettings }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [terms, setTerms] = useState(settings.blockedTerms.join('\n'));
  const change = useMutation({
    mutationFn: (wanted: Partial<RoomSettings>) => changeSettings(streamId, wanted),
    onSuccess: (now) => client.setQueryData(settingsQuery(streamId).queryKey, now),
  });
  const wanted = { ...settings, ...(change.isPending ? change.variables : {}) };
  const list = terms
    .split('\n')
    .map((term) => term.trim())
    .filter((term) => term !== '');
  const isChanged = list.join('\n') !== settings.blockedTerms.join('\n');

  return (
    <div className={styles.settings}>
      {change.error !== null && <Notice kind="error">{describeError(change.error)}</Notice>}
      <Switch
        label={t`Chat is on`}
        hint={
          isOpen
            ? t`When it is off, everyone can only read.`
            : t`The stream is over: chat can only be read.`
        }
        checked={wanted.enabled}
        disabled={!isOpen}
        onChange={(enabled) => change.mutate({ enabled })}
      />
      <SelectField
        label={t`Slow mode`}
        hint={t`The least time between two messages of one person. Moderators are free of it.`}
        value={wanted.slowModeSeconds}
        onChange={(event) => change.mutate({ slowModeSeconds: Number(event.target.value) })}
      >
        {[...new Set([...slowModes, wanted.slowModeSeconds])]
          .sort((a, b) => a - b)
          .map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds === 0 ? t`Off` : seconds < 60 ? t`${seconds} s` : formatDuration(seconds)}
            </option>
          ))}
      </SelectField>
      <Switch
        label={t`Members only`}
        hint={t`Only people who wrote here before may write.`}
        checked={wanted.membersOnly}
        onChange={(membersOnly) => change.mutate({ membersOnly })}
      />
      <div className={styles.terms}>
        <TextArea
          label={t`Blocked terms`}
          hint={t`One a line. A message that has one of them is refused, also in look-alike letters.`}
          rows={4}
          value={terms}
          onChange={(event) => setTerms(event.target.value)}
        />
        <Button
          size="sm"
          disabled={!isChanged}
          busy={change.isPending && change.variables.blockedTerms !== undefined}
          onClick={() => change.mutate({ blockedTerms: list })}
        >
          <Trans>Save terms</Trans>
        </Button>
      </div>
    </div>
  );
}
