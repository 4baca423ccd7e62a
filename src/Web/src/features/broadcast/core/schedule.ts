/** Between a moment and what a `datetime-local` field shows of it, in this device's time zone. */

/** The field's text of a moment. */
export function toLocal(iso: string | null): string {
  if (iso === null) {
    return '';
  }

  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/**
 * The moment that a field's text means, by the rules of its own day: summer time then, not now.
 * A time that the clocks skip is the one after the gap. Null for none.
 */
export function fromLocal(text: string): string | null {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The time zone's name, and its offset at a moment: "Europe/Berlin, GMT+2". */
export function zoneAt(iso: string | null, locale: string): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const offset = new Intl.DateTimeFormat(locale, { timeZoneName: 'shortOffset' })
    .formatToParts(iso === null ? new Date() : new Date(iso))
    .find(({ type }) => type === 'timeZoneName')?.value;
  return offset === undefined ? timeZone : `${timeZone}, ${offset}`;
}
