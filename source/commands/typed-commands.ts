import readline from 'node:readline';

/** What a line may say, and what is done; it returns what to answer, if anything. */
export type TypedCommands = Readonly<
  Record<string, (argument: string) => Promise<string | null> | string | null>
>;

/** The longest line that is read as a command. */
const LINE_CHARS_MAX = 200;

/**
 * Takes commands as lines that are typed, where there is no screen that keys could act on.
 * @returns ends that.
 */
export function takeTypedCommands(commands: TypedCommands, say: (sentence: string) => void): () => void {
  const lines = readline.createInterface({input: process.stdin, terminal: false});
  lines.on('line', async line => {
    const [name = '', argument = ''] = line.trim().slice(0, LINE_CHARS_MAX).split(/\s+/);
    if (name === '') return;
    const command = Object.hasOwn(commands, name) ? commands[name]! : null;
    if (!command) {
      say(`Not understood: ${JSON.stringify(name)}. There are ${Object.keys(commands).join(', ')}.`);
      return;
    }
    try {
      const answer = await command(argument);
      if (answer !== null) say(answer);
    } catch (error) {
      say(`Error: ${(error as Error).message}.`);
    }
  });
  return () => {
    lines.close();
    process.stdin.unref?.();
  };
}
