import { useLingui } from '@lingui/react/macro';
import { Languages } from 'lucide-react';
import { chooseLanguage, languages, type Language } from '@/lib/i18n/language';
import styles from './LanguageSelect.module.css';

/** A list of languages, each by its own name, under an icon. */
export function LanguageSelect() {
  const { i18n, t } = useLingui();
  return (
    <span className={styles.root}>
      <Languages aria-hidden="true" size={20} />
      <select
        aria-label={t`Language`}
        title={t`Language`}
        className={styles.select}
        value={i18n.locale}
        onChange={(event) => void chooseLanguage(event.target.value as Language)}
      >
        {Object.entries(languages).map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
