import bytes from 'bytes';

/** More are not worth their columns. */
const DIGITS_WITH_TENTHS = 3;
/** In bytes, as in `--max-memory`. */
export const MEGABYTE = 1024 * 1024;

/** `48.3 MB`. */
export function sizeInWords(size: number): string {
  const format = (decimalPlaces: number) =>
    bytes(size, {decimalPlaces, fixedDecimals: size >= MEGABYTE, unitSeparator: ' '})!;
  const text = format(1);
  return text.indexOf('.') > DIGITS_WITH_TENTHS ? format(0) : text;
}
