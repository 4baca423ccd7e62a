import { t } from '@lingui/core/macro';
import { textLength } from '@/lib/text';

const mostTags = 10;
const longestTag = 30;

/** "a, #b,,a" → ["a", "b"]. */
export function parseTags(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => tag.trim().replace(/^#+/, '').trim())
    .filter((tag) => tag !== '');
  return [...new Set(tags)];
}

export function tagsProblem(tags: readonly string[]): string | undefined {
  if (tags.length > mostTags) {
    return t`These are ${tags.length} tags; at most ${mostTags} fit.`;
  }

  const long = tags.find((tag) => textLength(tag) > longestTag);
  return long === undefined
    ? undefined
    : t`“${long}” is too long; a tag has at most ${longestTag} characters.`;
}
