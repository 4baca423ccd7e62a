/** The page of the streams that share something. */
export function browsePath(search: { q?: string; category?: string; tag?: string }): string {
  return `/browse?${new URLSearchParams(search).toString()}`;
}
