import { Trans, useLingui } from '@lingui/react/macro';
import { Globe, Link2, Lock } from 'lucide-react';
import { useState } from 'react';
import { ChoiceCards } from '@/components/ui/ChoiceCards';
import { TextArea, TextField } from '@/components/ui/Field';
import { Switch } from '@/components/ui/Switch';
import type { Stream, Visibility } from '@/lib/api/types';
import { formatLocale } from '@/lib/i18n/language';
import { unitsPerCharacter } from '@/lib/text';
import type { StreamDraft } from '../api/broadcast';
import { fromLocal, toLocal, zoneAt } from '../core/schedule';
import { parseTags, tagsProblem } from '../core/tags';
import styles from './StreamFields.module.css';

/** What is in the form: texts as they are typed. */
export interface Fields {
  title: string;
  description: string;
  category: string;
  tagText: string;
  visibility: Visibility;
  scheduled: string;
  thumbnailUrl: string;
  chatEnabled: boolean;
  recordEnabled: boolean;
}

const blank: Fields = {
  title: '',
  description: '',
  category: '',
  tagText: '',
  visibility: 'public',
  scheduled: '',
  thumbnailUrl: '',
  chatEnabled: true,
  recordEnabled: true,
};

export function useFields(stream?: Stream) {
  const [fields, setFields] = useState<Fields>(() =>
    stream === undefined
      ? blank
      : {
          title: stream.title,
          description: stream.description ?? '',
          category: stream.category ?? '',
          tagText: stream.tags.join(', '),
          visibility: stream.visibility,
          scheduled: toLocal(stream.scheduledFor),
          thumbnailUrl: stream.thumbnailUrl ?? '',
          chatEnabled: stream.chatEnabled,
          recordEnabled: stream.recordEnabled,
        },
  );
  return { fields, change: (some: Partial<Fields>) => setFields({ ...fields, ...some }) };
}

/** What is sent of it; null while it cannot be. */
export function draftOf(fields: Fields): StreamDraft | null {
  const tags = parseTags(fields.tagText);
  if (fields.title.trim() === '' || tagsProblem(tags) !== undefined) {
    return null;
  }

  const text = (value: string) => (value.trim() === '' ? null : value.trim());
  return {
    title: fields.title.trim(),
    description: text(fields.description),
    category: text(fields.category),
    tags,
    visibility: fields.visibility,
    scheduledFor: fromLocal(fields.scheduled),
    thumbnailUrl: text(fields.thumbnailUrl),
    chatEnabled: fields.chatEnabled,
    recordEnabled: fields.recordEnabled,
  };
}

interface StreamFieldsProps {
  fields: Fields;
  errors: Record<string, string[]>;
  /** Whether a date can be set: only before the stream was live. */
  canSchedule: boolean;
  /** Shows the title and who can watch, and folds the rest away. */
  isBrief?: boolean;
  onChange: (some: Partial<Fields>) => void;
}

/** Everything that a stream says of itself. */
export function StreamFields({
  fields,
  errors,
  canSchedule,
  isBrief = false,
  onChange,
}: StreamFieldsProps) {
  const { t } = useLingui();
  const visibilities = [
    { value: 'public', label: t`Public`, hint: t`Listed for everyone.`, icon: <Globe /> },
    { value: 'unlisted', label: t`Unlisted`, hint: t`For whoever has the link.`, icon: <Link2 /> },
    { value: 'private', label: t`Private`, hint: t`For you only.`, icon: <Lock /> },
  ] as const;
  const at = fromLocal(fields.scheduled);

  const more = (
    <div className={styles.fields}>
      <TextArea
        label={t`Description`}
        optional
        error={errors.description?.[0]}
        maxLength={1000 * unitsPerCharacter}
        value={fields.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <div className={styles.two}>
        <TextField
          label={t`Category`}
          optional
          error={errors.category?.[0]}
          maxLength={50 * unitsPerCharacter}
          placeholder={t`Music, gaming, cooking…`}
          value={fields.category}
          onChange={(event) => onChange({ category: event.target.value })}
        />
        <TextField
          label={t`Tags`}
          optional
          hint={t`Up to 10, separated by commas.`}
          error={tagsProblem(parseTags(fields.tagText)) ?? errors.tags?.[0]}
          value={fields.tagText}
          onChange={(event) => onChange({ tagText: event.target.value })}
        />
      </div>
      <TextField
        label={t`Picture`}
        optional
        inputMode="url"
        placeholder="https://"
        hint={t`The https address of a picture for lists. Without one the stream's own is shown.`}
        error={errors.thumbnailUrl?.[0]}
        value={fields.thumbnailUrl}
        onChange={(event) => onChange({ thumbnailUrl: event.target.value })}
      />
      <Switch
        label={t`Chat`}
        hint={t`People can write while you are live.`}
        checked={fields.chatEnabled}
        onChange={(chatEnabled) => onChange({ chatEnabled })}
      />
      <Switch
        label={t`Record`}
        hint={t`Afterwards the stream can be watched again, with its chat.`}
        checked={fields.recordEnabled}
        onChange={(recordEnabled) => onChange({ recordEnabled })}
      />
    </div>
  );

  return (
    <div className={styles.fields}>
      <TextField
        label={t`Title`}
        placeholder={t`What are you streaming today?`}
        error={errors.title?.[0]}
        required
        pattern=".*\S.*"
        maxLength={200 * unitsPerCharacter}
        autoComplete="off"
        value={fields.title}
        onChange={(event) => onChange({ title: event.target.value })}
      />
      {canSchedule && (
        <TextField
          type="datetime-local"
          label={t`Date`}
          optional
          hint={t`In your time zone: ${zoneAt(at, formatLocale())}. Without a date it is a draft that only you see.`}
          error={errors.scheduledFor?.[0]}
          value={fields.scheduled}
          onChange={(event) => onChange({ scheduled: event.target.value })}
        />
      )}
      <ChoiceCards
        legend={t`Who can watch`}
        value={fields.visibility}
        choices={visibilities}
        onChange={(visibility) => onChange({ visibility })}
      />
      {isBrief ? (
        <details className={styles.details}>
          <summary>
            <Trans>Description, category, tags and more</Trans>
          </summary>
          {more}
        </details>
      ) : (
        more
      )}
    </div>
  );
}
