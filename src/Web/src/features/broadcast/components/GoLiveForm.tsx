import { Globe, Link2, Lock, Radio } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { Button } from '@/components/ui/Button';
import { ChoiceCards } from '@/components/ui/ChoiceCards';
import { TextArea, TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import type { Visibility } from '@/lib/api/types';
import { ClockitError } from '@/lib/errors/ClockitError';
import { describeError } from '@/lib/errors/describeError';
import type { StreamDraft } from '../api/broadcast';
import { parseTags, tagsProblem } from '../core/tags';
import styles from './GoLiveForm.module.css';

const visibilities = [
  { value: 'public', label: 'Public', hint: 'Listed for everyone.', icon: <Globe /> },
  { value: 'unlisted', label: 'Unlisted', hint: 'For whoever has the link.', icon: <Link2 /> },
  { value: 'private', label: 'Private', hint: 'For you only.', icon: <Lock /> },
] as const;

interface GoLiveFormProps {
  /** Whether there is something to send. */
  isReady: boolean;
  busy: boolean;
  error: Error | null;
  onGoLive: (draft: StreamDraft) => void;
}

export function GoLiveForm({ isReady, busy, error, onGoLive }: GoLiveFormProps) {
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [category, setCategory] = useState('');
  const [tagText, setTagText] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('public');
  const fields = error instanceof ClockitError ? error.fields : {};
  const tags = parseTags(tagText);
  const tagError = tagsProblem(tags) ?? fields.tags?.[0];

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (tagsProblem(tags) !== undefined) {
      return;
    }

    onGoLive({
      title: title.trim(),
      visibility,
      ...(description.trim() === '' ? {} : { description: description.trim() }),
      ...(category.trim() === '' ? {} : { category: category.trim() }),
      ...(tags.length === 0 ? {} : { tags }),
    });
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      {error !== null && Object.keys(fields).length === 0 && (
        <Notice kind="error">{describeError(error)}</Notice>
      )}
      <TextField
        label="Title"
        placeholder="What are you streaming today?"
        error={fields.title?.[0]}
        required
        pattern=".*\S.*"
        maxLength={200}
        autoComplete="off"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <ChoiceCards
        legend="Who can watch"
        value={visibility}
        choices={visibilities}
        onChange={setVisibility}
      />
      <details className={styles.details}>
        <summary>Description, category and tags</summary>
        <div className={styles.more}>
          <TextArea
            label="Description"
            optional
            error={fields.description?.[0]}
            maxLength={1000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
          <TextField
            label="Category"
            optional
            error={fields.category?.[0]}
            maxLength={50}
            placeholder="Music, gaming, cooking…"
            value={category}
            onChange={(event) => setCategory(event.target.value)}
          />
          <TextField
            label="Tags"
            optional
            hint="Up to 10, separated by commas."
            error={tagError}
            value={tagText}
            onChange={(event) => setTagText(event.target.value)}
          />
        </div>
      </details>
      <Button
        type="submit"
        variant="danger"
        size="lg"
        icon={<Radio aria-hidden="true" />}
        data-testid="go-live"
        busy={busy}
        disabled={!isReady || title.trim() === ''}
      >
        {busy ? 'Going live…' : 'Go live'}
      </Button>
    </form>
  );
}
