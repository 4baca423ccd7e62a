import { useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { useLocation, useNavigate } from 'react-router';
import styles from './SearchForm.module.css';

/** Finds streams by words of their title, from any page. */
export function SearchForm() {
  const { t } = useLingui();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const asked = pathname === '/browse' ? (new URLSearchParams(search).get('q') ?? '') : '';
  const [text, setText] = useState(asked);
  const [shown, setShown] = useState(asked);
  if (shown !== asked) {
    setShown(asked);
    setText(asked);
  }

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const words = text.trim();
    void navigate(words === '' ? '/browse' : `/browse?${new URLSearchParams({ q: words })}`);
  };

  return (
    <form role="search" className={styles.form} onSubmit={submit}>
      <Search aria-hidden="true" size={17} />
      <input
        type="search"
        aria-label={t`Search streams`}
        placeholder={t`Search`}
        enterKeyHint="search"
        maxLength={100}
        className={styles.input}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
