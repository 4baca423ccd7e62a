import { expect, test } from 'vitest';
import de from './de.po?raw';
import en from './en.po?raw';

/** What a catalogue says for each text of the source. */
function read(catalogue: string): Map<string, string> {
  const entries = catalogue.trimEnd().split('\n\n');
  const join = (lines = '') =>
    [...lines.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, t]) => t).join('');
  return new Map(
    entries.slice(1).map((entry) => {
      const match = /^msgid ((?:".*"\n?)+)msgstr ((?:".*"\n?)+)/m.exec(entry);
      return [join(match?.[1]), join(match?.[2])];
    }),
  );
}

const names = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)|<(\d+)>/g)].map(([, a, b]) => a ?? b ?? ''))].sort();

test('every text is there in German, with the same places to fill in', () => {
  const german = read(de);
  expect([...german.keys()]).toEqual([...read(en).keys()]);
  for (const [source, text] of german) {
    expect(text, `“${source}” has no German`).not.toBe('');
    if (!source.includes('plural')) {
      expect(names(text), source).toEqual(names(source));
    }
  }
});
