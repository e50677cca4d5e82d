import type {Key} from 'ink';
import {expect, test} from 'vitest';
import {keyNames} from '../../source/ui/hooks/key-names.js';

const key = (pressed: Partial<Key> = {}) => pressed as Key;

test.each([
  ['a special key', '', key({upArrow: true}), ['upArrow']],
  ['Ctrl with a letter', 'c', key({ctrl: true}), ['ctrl+c']],
  ['one character', 'x', key(), ['x']],
  ['characters that arrive together', 'jjx', key(), ['j', 'j', 'x']],
  ['Tab and Enter among them', 'x\t\r', key(), ['x', 'tab', 'return']],
  ['Backspace', '', key({backspace: true}), ['backspace']],
  ['Backspace among others', 'ab\u007f', key(), ['a', 'b', 'backspace']],
  ['Escape with a key right behind it', 'q', key({meta: true}), ['escape', 'q']],
])('%s', (_, input, pressed, names) => {
  expect(keyNames(input, pressed)).toEqual(names);
});
