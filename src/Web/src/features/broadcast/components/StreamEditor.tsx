import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, type SubmitEvent } from 'react';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogActions } from '@/components/ui/Dialog';
import { Notice } from '@/components/ui/Notice';
import type { Stream } from '@/lib/api/types';
import { ClockitError } from '@/lib/errors/ClockitError';
import { describeError } from '@/lib/errors/describeError';
import { randomId } from '@/lib/randomId';
import { createStream, editStream } from '../api/broadcast';
import styles from './GoLiveForm.module.css';
import { draftOf, StreamFields, useFields } from './StreamFields';

interface StreamEditorProps {
  /** The stream to edit; a new one without it. */
  stream?: Stream;
  onSaved: (stream: Stream) => void;
  onClose: () => void;
}

/** Plans a stream, or edits all that one says of itself, also while it is live. */
export function StreamEditor({ stream, onSaved, onClose }: StreamEditorProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { fields, change } = useFields(stream);
  const draft = draftOf(fields);
  // The same attempt again is the same stream, should the first answer have been lost.
  const key = useRef(randomId());
  const canSchedule = stream === undefined || stream.status === 'upcoming';
  const save = useMutation({
    mutationFn: () => {
      if (draft === null) {
        throw new ClockitError('request.invalid', 'The form is not complete.');
      }

      const { scheduledFor, ...rest } = draft;
      const body = canSchedule ? draft : rest;
      return stream === undefined
        ? createStream({ ...body, scheduledFor: scheduledFor ?? null }, key.current)
        : editStream(stream.streamId, body);
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ['streams'] });
      onSaved(saved);
    },
  });
  const errors = save.error instanceof ClockitError ? save.error.fields : {};

  return (
    <Dialog
      title={stream === undefined ? t`New stream` : t`Edit stream`}
      isWide
      testId="stream-editor"
      onClose={onClose}
    >
      <form
        className={styles.form}
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.error !== null && Object.keys(errors).length === 0 && (
          <Notice kind="error">{describeError(save.error)}</Notice>
        )}
        <StreamFields fields={fields} errors={errors} canSchedule={canSchedule} onChange={change} />
        <DialogActions>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={draft === null}>
            <Trans>Save</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
