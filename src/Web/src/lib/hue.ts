/** A color angle, 0–359, that is always the same for the same text. */
export function hueOf(text: string): number {
  let hash = 0;
  for (const character of text) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  }

  return hash % 360;
}
