import { Trans } from '@lingui/react/macro';
import { clsx } from 'clsx';
import { useId, type ComponentProps, type ReactNode } from 'react';
import styles from './Field.module.css';

interface Common {
  label: string;
  /** Shown until there is an error to show. */
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
}

interface ControlProps {
  id: string;
  className: string | undefined;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

function Field({
  label,
  hint,
  error,
  optional = false,
  children,
}: Common & { children: (control: ControlProps) => ReactNode }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {optional && (
          <span className={styles.optional}>
            {' '}
            <Trans>(optional)</Trans>
          </span>
        )}
      </label>
      {children({
        id,
        className: clsx(styles.control, error !== undefined && styles.invalid),
        'aria-describedby': note === undefined ? undefined : `${id}-note`,
        'aria-invalid': error !== undefined,
      })}
      {note !== undefined && (
        <p id={`${id}-note`} className={error === undefined ? styles.hint : styles.error}>
          {note}
        </p>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  optional,
  ...input
}: Common & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error} {...(optional ? { optional } : {})}>
      {(control) => <input {...input} {...control} />}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  optional,
  ...textarea
}: Common & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error} {...(optional ? { optional } : {})}>
      {(control) => <textarea {...textarea} {...control} />}
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  error,
  optional,
  ...select
}: Common & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} error={error} {...(optional ? { optional } : {})}>
      {(control) => <select {...select} {...control} />}
    </Field>
  );
}
