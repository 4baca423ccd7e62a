/**
 * What a text that people write may be, as the services have it (`src/ServiceDefaults/Text/TextRule.cs`), so that a form
 * says what the server would.
 */
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** UTF-16 code units that the server stores for each character as people count them. */
export const unitsPerCharacter = 16;

const directions = /[\u202A-\u202E\u2066-\u2069]/gu;
const broken = /[\p{Cs}\p{NChar}]/u;
const control = /\p{Cc}|\p{Zl}|\p{Zp}/u;
const controlInLines = /(?![\t\n\r])\p{Cc}/u;
const flood = /[\p{Mn}\p{Me}\p{Cf}]{11,}/u;
const visible = /[^\p{M}\p{Cf}\p{Cc}\p{Zs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u2800]|\p{Mc}/u;

/** As the server stores it: in NFC, trimmed, without bidirectional overrides. */
export function storedText(text: string): string {
  return text.replace(directions, '').normalize('NFC').trim();
}

/** What people count as characters: grapheme clusters. */
export function textLength(text: string): number {
  return Array.from(segmenter.segment(storedText(text))).length;
}

export type TextProblem = 'control' | 'marks' | 'invisible' | 'long';

/** Why the server would refuse a text; null when it would not, nothing at all included. */
export function textProblem(text: string, most: number, hasLines = false): TextProblem | null {
  const stored = storedText(text);
  if (stored === '') {
    return null;
  }

  if (broken.test(stored) || (hasLines ? controlInLines : control).test(stored)) {
    return 'control';
  }

  if (flood.test(stored)) {
    return 'marks';
  }

  if (!visible.test(stored)) {
    return 'invisible';
  }

  return stored.length > most * unitsPerCharacter || textLength(stored) > most ? 'long' : null;
}
