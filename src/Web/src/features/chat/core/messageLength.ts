/** The server counts Unicode code points, so that an emoji outside the basic plane is one. */
export const mostCharacters = 500;

export function countCharacters(text: string): number {
  return Array.from(text.trim()).length;
}
