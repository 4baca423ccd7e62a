import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';

interface Entry {
  unicode: string;
  label: string;
  tags?: string[];
  group?: number;
}

interface Names {
  groups: { message: string; order: number }[];
}

export interface Emoji {
  unicode: string;
  label: string;
  /** What it is found by, in lower case. */
  words: string;
}

export interface EmojiSet {
  groups: { name: string; emoji: Emoji[] }[];
  all: Emoji[];
}

/** Skin tones and hair, which are no emoji by themselves. */
const components = 2;

const sources: Record<string, () => Promise<[unknown, unknown]>> = {
  en: () =>
    Promise.all([
      import('emojibase-data/en/compact.json').then((file) => file.default),
      import('emojibase-data/en/messages.json').then((file) => file.default),
    ]),
  de: () =>
    Promise.all([
      import('emojibase-data/de/compact.json').then((file) => file.default),
      import('emojibase-data/de/messages.json').then((file) => file.default),
    ]),
};

/** Every emoji in the page's language; null until it is fetched. */
export function useEmoji(): EmojiSet | null {
  const { i18n } = useLingui();
  const [emoji, setEmoji] = useState<EmojiSet | null>(null);
  const load = sources[i18n.locale] ?? sources.en;

  useEffect(() => {
    let isWanted = true;
    void load?.().then(([entries, names]) => {
      if (isWanted) {
        setEmoji(toSet(entries as Entry[], names as Names));
      }
    });
    return () => {
      isWanted = false;
    };
  }, [load]);

  return emoji;
}

function toSet(entries: readonly Entry[], names: Names): EmojiSet {
  const groups = names.groups.map(({ message }) => ({ name: message, emoji: [] as Emoji[] }));
  for (const { unicode, label, tags = [], group } of entries) {
    if (group !== undefined && group !== components) {
      const words = [label, ...tags].join(' ').toLowerCase();
      groups[group]?.emoji.push({ unicode, label, words });
    }
  }

  const shown = groups.filter(({ emoji }) => emoji.length > 0);
  return { groups: shown, all: shown.flatMap(({ emoji }) => emoji) };
}
