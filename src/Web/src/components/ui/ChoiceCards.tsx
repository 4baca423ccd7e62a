import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';
import styles from './ChoiceCards.module.css';

interface Choice<T extends string> {
  value: T;
  label: string;
  hint: string;
  icon?: ReactNode;
}

interface ChoiceCardsProps<T extends string> {
  legend: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}

/** A radio group whose options need a sentence each. */
export function ChoiceCards<T extends string>({
  legend,
  value,
  choices,
  onChange,
}: ChoiceCardsProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{legend}</legend>
      <div className={styles.choices}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={clsx(styles.choice, choice.value === value && styles.chosen)}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className={styles.radio}
            />
            <span className={styles.label}>
              {choice.icon}
              {choice.label}
            </span>
            <span className={styles.hint}>{choice.hint}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
