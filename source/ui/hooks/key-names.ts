import type {Key} from 'ink';

const SPECIAL_KEYS = [
  'upArrow',
  'downArrow',
  'leftArrow',
  'rightArrow',
  'pageUp',
  'pageDown',
  'home',
  'end',
  'return',
  'escape',
  'tab',
] as const;

/** Keys that Ink leaves among the characters when they arrive together with others. */
const NAMED_CHARACTERS: Readonly<Record<string, string>> = {
  '\r': 'return',
  '\n': 'return',
  '\t': 'tab',
  '\b': 'backspace',
  '\u007f': 'backspace',
};

/** The keys of one event by name: fast typing puts several characters into one. */
export function keyNames(input: string, key: Key): string[] {
  // Most terminals send for Backspace what Ink takes for Delete.
  if (key.backspace || key.delete) return ['backspace'];
  const special = SPECIAL_KEYS.find(name => (key as unknown as Record<string, boolean>)[name]);
  if (special) return [special];
  if (key.ctrl) return [`ctrl+${input}`];
  // Escape and a key right behind it look like Alt and that key, which means nothing here.
  if (key.meta) return ['escape', ...charactersOf(input)];
  return charactersOf(input);
}

function charactersOf(input: string): string[] {
  return [...input].map(character => NAMED_CHARACTERS[character] ?? character);
}
