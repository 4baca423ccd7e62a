/** An issuer as people know it: its host. */
export function issuerName(authority: string): string {
  return URL.canParse(authority) ? new URL(authority).host : authority;
}
