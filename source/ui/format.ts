import prettyMs from 'pretty-ms';

const THOUSANDS = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
const COMPACT = new Intl.NumberFormat('en-US', {notation: 'compact', maximumFractionDigits: 1});
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
// The Swedish way is that of ISO 8601.
const MOMENT = new Intl.DateTimeFormat('sv-SE', {dateStyle: 'short', timeStyle: 'medium'});

/** `12,345`, and from a million on `1.2M`. */
export function count(value: number): string {
  return value < 1e6 ? THOUSANDS.format(value) : COMPACT.format(value);
}

/** `0.4`, `12`, `1,234` per second. */
export function rate(value: number): string {
  return value > 0 && value < 9.95 ? value.toFixed(1) : count(value);
}

/** Percent of 0 to 100 (or more, of several cores): `7 %`. */
export function percent(value: number): string {
  return `${Math.round(value)}%`;
}

/** A latency: `0.42 ms`, `12 ms`, `1.2 s`; a dash for none. */
export function latency(valueMs: number | null): string {
  if (valueMs === null) return '-';
  if (valueMs < 10) return `${valueMs.toFixed(valueMs < 1 ? 2 : 1)}ms`;
  if (valueMs < 1000) return `${Math.round(valueMs)}ms`;
  return `${(valueMs / 1000).toFixed(valueMs < 10_000 ? 1 : 0)}s`;
}

/** A span of time in its two largest units: `1h 2m`. */
export function span(valueMs: number): string {
  const whole = Math.max(0, Math.floor(valueMs / 1000) * 1000);
  return whole === 0 ? '0s' : prettyMs(whole, {unitCount: 2, secondsDecimalDigits: 0});
}

/** `3.2 s`. */
export function seconds(valueMs: number): string {
  return `${(Math.max(0, valueMs) / 1000).toFixed(1)} s`;
}

/** Local time of day: `14:03:59`. */
export function clock(at: number): string {
  return CLOCK.format(at);
}

/** Local date and time: `2026-01-02 14:03:59`. */
export function moment(at: number): string {
  return MOMENT.format(at);
}

/** A place in a recording, or its length: `03:12`, `1:03:12`. */
export function position(valueMs: number): string {
  const seconds = Math.floor(valueMs / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map(part => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3600);
  return [...(hours > 0 ? [hours] : []), ...parts].join(':');
}

export function plural(value: number, noun: string, nouns = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : nouns}`;
}
