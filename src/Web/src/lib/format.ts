import { plural } from '@lingui/core/macro';
import { formatLocale } from './i18n/language';

/** Formatters are costly to make: one of each kind and locale is kept. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function formatter<T extends Intl.NumberFormat | Intl.DateTimeFormat>(
  kind: string,
  make: (locale: string) => T,
): T {
  const locale = formatLocale();
  const key = `${kind}/${locale}`;
  const known = made.get(key) ?? make(locale);
  made.set(key, known);
  return known as T;
}

/** 950, 1.2K, 3.4M. */
export function formatCount(count: number): string {
  return formatter(
    'count',
    (locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
  ).format(count);
}

export function formatViewers(count: number): string {
  const text = formatCount(count);
  return plural(count, { one: `${text} viewer`, other: `${text} viewers` });
}

/** 4:05, 1:02:03. */
export function formatDuration(totalSeconds: number): string {
  const whole = Math.max(0, Math.floor(totalSeconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const seconds = String(whole % 60).padStart(2, '0');
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${minutes}:${seconds}`;
}

/** A day and a time, in the reader's time zone. */
export function formatDate(iso: string): string {
  return formatter(
    'date',
    (locale) =>
      new Intl.DateTimeFormat(locale, {
        weekday: 'short',
        month: 'short',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
      }),
  ).format(new Date(iso));
}

export function formatTime(iso: string): string {
  return formatter(
    'time',
    (locale) => new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }),
  ).format(new Date(iso));
}

export function secondsSince(iso: string, now = Date.now()): number {
  return (now - Date.parse(iso)) / 1000;
}
