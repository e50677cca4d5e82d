const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these begin and end what steers a terminal
const SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
const TAB_COLUMNS = 4;

/** More than any screen is wide; measuring much more would take long. */
const LINE_CHARS_MAX = 2000;

/** Such text is what it looks like, a column a character. */
export function isPrintableAscii(text: string): boolean {
  return PRINTABLE_ASCII.test(text);
}

/**
 * Makes text from outside harmless: control characters and what turns the direction of writing are shown as
 * signs, so that no log line or name can steer the terminal.
 */
export function sanitize(untrusted: string, charsMax = LINE_CHARS_MAX): string {
  const text = untrusted.slice(0, charsMax);
  if (isPrintableAscii(text)) return text;
  return text.replace(UNSAFE, char => {
    const code = char.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** What a program has written, as harmless text: without its colours, and with spaces for tabs. */
export function plainLine(untrusted: string): string {
  if (isPrintableAscii(untrusted)) return untrusted;
  const text = untrusted.replace(SEQUENCES, '').replaceAll('\t', ' '.repeat(TAB_COLUMNS));
  return sanitize(text, Number.POSITIVE_INFINITY);
}
