import {OTHER_ROUTES, PATH_CHARS_MAX, ROUTE_CHARS_MAX} from '../messages/types.js';

/** What stands for an id in a folded path. */
const ID = ':id';
/** Deeper paths end here. */
const SEGMENTS_MAX = 12;
const MORE = '…';

/** Hexadecimal numbers from this length on are ids: shorter ones are often words, such as `feed`. */
const HEX_CHARS_MIN = 8;
const UUID_CHARS = 36;
const UUID_DASHES = 4;
/** A token from this length on changes often between letters and digits, or lower and upper case: */
const TOKEN_CHARS_MIN = 10;
const TOKEN_TURNS_MIN = 4;
/** Without a separator, this long and with two digits it is one (ULID, KSUID, Base62), */
const UNBROKEN_CHARS_MIN = 20;
/** this long in any case, */
const UNBROKEN_CHARS_MAX = 32;
/** and with separators, this long. */
const SEGMENT_CHARS_MAX = 64;

const EXTENSION = /\.[A-Za-z][A-Za-z0-9]{0,4}$/;
const PARAMETERS = /;[^/]*/g;
const SCHEME_AND_HOST = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i;

enum Kind {
  None,
  Digit,
  Lower,
  Upper,
  Separator,
  Other,
}

/** The path of a request target without its query and parameters (`;jsessionid=…`), which may hold secrets. */
export function pathOf(url: unknown): string {
  if (typeof url !== 'string') return OTHER_ROUTES;
  let end = url.indexOf('?');
  if (end < 0) end = url.length;
  // One more than the bound, which tells that it was longer.
  let path = url.slice(0, Math.min(end, PATH_CHARS_MAX + 1));
  if (path.charCodeAt(0) !== 0x2f) path = path.replace(SCHEME_AND_HOST, '') || '/';
  const fragment = path.indexOf('#');
  if (fragment >= 0) path = path.slice(0, fragment);
  if (path.includes(';')) path = path.replace(PARAMETERS, '');
  return path.length > PATH_CHARS_MAX ? path.slice(0, PATH_CHARS_MAX - 1) + MORE : path;
}

/**
 * The path with ids folded, so that requests for the same thing are counted as one route:
 * `/users/123/posts/9f3c0a1b` becomes `/users/:id/posts/:id`. Ids are numbers, hexadecimal numbers of 8 digits and
 * more, UUIDs, tokens (ULIDs and the like), addresses with an `@`, and whatever is percent-encoded or not ASCII.
 */
export function foldPath(path: string): string {
  // In front of the first slash is nothing.
  const segments = path.split('/', SEGMENTS_MAX + 2);
  let folded = foldSegment(segments[0]!);
  for (let i = 1; i < segments.length && i <= SEGMENTS_MAX; i++) folded += `/${foldSegment(segments[i]!)}`;
  if (segments.length > SEGMENTS_MAX + 1) folded += `/${MORE}`;
  return folded.length > ROUTE_CHARS_MAX ? folded.slice(0, ROUTE_CHARS_MAX - 1) + MORE : folded;
}

function foldSegment(segment: string): string {
  if (isId(segment)) return ID;
  if (!segment.includes('.')) return segment;
  const extension = EXTENSION.exec(segment);
  return extension && isId(segment.slice(0, extension.index)) ? ID + extension[0] : segment;
}

function isId(segment: string): boolean {
  const {length} = segment;
  let digits = 0;
  let hexLetters = 0;
  let dashes = 0;
  let separators = 0;
  let turns = 0;
  let before = Kind.None;
  for (let i = 0; i < length; i++) {
    const code = segment.charCodeAt(i);
    let kind = Kind.Other;
    if (code >= 0x30 && code <= 0x39) {
      kind = Kind.Digit;
      digits += 1;
    } else if (code >= 0x61 && code <= 0x7a) {
      kind = Kind.Lower;
      if (code <= 0x66) hexLetters += 1;
    } else if (code >= 0x41 && code <= 0x5a) {
      kind = Kind.Upper;
      if (code <= 0x46) hexLetters += 1;
    } else if (code === 0x2d || code === 0x2e || code === 0x5f || code === 0x7e || code === 0x2c) {
      kind = Kind.Separator;
      separators += 1;
      if (code === 0x2d) dashes += 1;
    } else if (code === 0x25 || code === 0x40 || code <= 0x20 || code >= 0x7f) {
      if (code !== MORE.charCodeAt(0)) return true;
    }
    if (isTurn(before, kind)) turns += 1;
    before = kind;
  }
  if (digits > 0 && digits + separators === length) return true;
  if (digits + hexLetters === length && length >= HEX_CHARS_MIN) return true;
  if (length === UUID_CHARS && dashes === UUID_DASHES && digits + hexLetters === length - dashes) return true;
  if (length >= TOKEN_CHARS_MIN && digits > 0 && turns >= TOKEN_TURNS_MIN) return true;
  if (separators === 0 && length >= UNBROKEN_CHARS_MIN && digits >= 2) return true;
  return length >= (separators === 0 ? UNBROKEN_CHARS_MAX : SEGMENT_CHARS_MAX);
}

/** From a letter to a digit or back, or from lower to upper case. */
function isTurn(before: Kind, kind: Kind): boolean {
  if (kind === Kind.Digit) return before === Kind.Lower || before === Kind.Upper;
  if (kind === Kind.Lower) return before === Kind.Digit;
  return kind === Kind.Upper && (before === Kind.Digit || before === Kind.Lower);
}
