/** The sign-in page that leads back to where somebody was. */
export function signInPath(from: string): string {
  return from === '/' ? '/signin' : `/signin?next=${encodeURIComponent(from)}`;
}

/** Where to go after signing in: a page of ours, whatever the address says. */
export function nextPath(search: URLSearchParams, otherwise = '/'): string {
  const next = search.get('next');
  // "//host" and "/\host" are other sites, also with control characters between, which browsers drop.
  return next !== null && /^\/(?![/\\])\P{Cc}*$/u.test(next) ? next : otherwise;
}
