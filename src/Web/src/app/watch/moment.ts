/** Seconds of "90", "90s", "1m30s" or "1h2m3s"; 0 for anything else. */
export function parseMoment(text: string | null): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text ?? '');
  const [, hours = '0', minutes = '0', seconds = '0'] = match ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
