import type { Stream } from '@/lib/api/types';

const mostShown = 12;

/** The categories that most people watch now, and the chosen one among them even when nobody does. */
export function categoriesOf(streams: readonly Stream[], chosen: string): string[] {
  const viewers = new Map<string, number>();
  for (const { category, viewerCount } of streams) {
    if (category !== null) {
      viewers.set(category, (viewers.get(category) ?? 0) + viewerCount + 1);
    }
  }

  const names = [...viewers].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const shown = names.slice(0, mostShown);
  return chosen === '' || shown.includes(chosen) ? shown : [chosen, ...shown];
}
