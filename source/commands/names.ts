export const COMMAND_NAMES = [
  'attach',
  'config',
  'heap',
  'inspect',
  'kill',
  'list',
  'logs',
  'policy',
  'profile',
  'reload',
  'replay',
  'routes',
  'scale',
  'stack',
  'status',
  'stop',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

/** Any other first word is an app to run. */
export function isCommandName(word: string | undefined): word is CommandName {
  return (COMMAND_NAMES as readonly (string | undefined)[]).includes(word);
}
