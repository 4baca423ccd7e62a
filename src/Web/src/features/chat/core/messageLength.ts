import { textLength } from '@/lib/text';

/** In characters as people count them, which is how the server counts. */
export const mostCharacters = 500;

export function countCharacters(text: string): number {
  return textLength(text);
}
