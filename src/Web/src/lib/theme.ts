import { Store } from './async/Store';
import { readStored, store } from './storage';

/** `system` follows the device. The first paint's theme is set by public/theme.js. */
export type Theme = 'system' | 'light' | 'dark';

export const theme = new Store<Theme>(readTheme());

export function setTheme(next: Theme): void {
  store('theme', next === 'system' ? null : next);
  if (next === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = next;
  }

  theme.set(next);
}

function readTheme(): Theme {
  const stored = readStored('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
