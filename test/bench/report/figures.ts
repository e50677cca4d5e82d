const DIGITS = 3;
const WHOLE_FROM = 100;

/** With so many digits as mean something, and commas; `–` where nothing was measured. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= WHOLE_FROM) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(DIGITS)));
}

export function ratio(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 3 : 0) : '–';
}
