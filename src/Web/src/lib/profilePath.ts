/** A person's page. */
export function profilePath(username: string): string {
  return `/u/${encodeURIComponent(username)}`;
}
