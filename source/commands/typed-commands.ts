import readline from 'node:readline';
import {closestMatch} from 'leven';

/** What to say to a line; nothing where what happens is told anyway. */
export type Reply = string | readonly string[] | Question | null;

/** What is asked before something is done. The next line answers it: any other one has nothing done. */
export interface Question {
  readonly question: string;
  readonly answers: Readonly<Record<string, () => Promise<Reply> | Reply>>;
}

export interface TypedCommand {
  /** What may stand behind its name, such as `[worker]`. */
  readonly takes: string;
  /** Words that may stand there at most. */
  readonly most: number;
  /** Without a full stop. */
  readonly help: string;
  /** Rejects and throws where it cannot be done, with the reason. Questions are returned, and not promised. */
  readonly run: (...words: readonly string[]) => Promise<Reply> | Reply;
}

export type TypedCommands = Readonly<Record<string, TypedCommand>>;

/** The longest line that is read as a command. */
const LINE_CHARS_MAX = 200;
/** So many letters may be wrong in a word for which another is suggested. */
const DISTANCE_MAX = 2;

/** Takes commands as lines that are typed, where there is no screen that keys could act on. */
export class CommandLine {
  readonly #commands: TypedCommands;
  readonly #say: (sentence: string) => void;
  readonly #prepare: () => Promise<void>;
  #question: Question | null = null;
  #hasEnded = false;
  /** Lines begin one after the other, and what they have begun goes on beside them. */
  #turn = Promise.resolve();

  /** @param prepare goes before each line; where it fails, commands do with what they know. */
  constructor(commands: TypedCommands, say: (sentence: string) => void, prepare: () => Promise<void>) {
    this.#commands = commands;
    this.#say = say;
    this.#prepare = prepare;
  }

  /** Reads lines from stdin. @param onEnd nothing more can be typed, as after Ctrl-D. @returns ends that. */
  read(onEnd: () => void): () => void {
    const lines = readline.createInterface({input: process.stdin, terminal: false});
    lines.on('line', line => this.take(line));
    lines.once('close', () => {
      if (!this.#hasEnded) onEnd();
    });
    return () => {
      this.#hasEnded = true;
      lines.close();
      process.stdin.unref?.();
    };
  }

  take(line: string): void {
    const words = line.trim().slice(0, LINE_CHARS_MAX).split(/\s+/).filter(Boolean);
    if (words.length === 0) return;
    this.#turn = this.#turn.then(async () => {
      await this.#prepare().catch(() => {});
      this.#begin(words);
    });
  }

  #begin(words: readonly string[]): void {
    // What is still awaited when nobody reads any more has no answer.
    const fail = (error: Error) => this.#hasEnded || this.#say(`Error: ${error.message}.`);
    try {
      const reply = this.#run(words);
      if (reply instanceof Promise) reply.then(told => this.#answer(told)).catch(fail);
      else this.#answer(reply);
    } catch (error) {
      fail(error as Error);
    }
  }

  #run([name, ...rest]: readonly string[]): Promise<Reply> | Reply {
    const question = this.#question;
    this.#question = null;
    const answer = question && rest.length === 0 && ownOf(question.answers, name!.toLowerCase());
    if (answer) return answer();
    if (question) this.#say('That is no answer: nothing was done.');
    const command = ownOf(this.#commands, name!);
    if (!command) return this.#unknown(name!);
    if (rest.length <= command.most) return command.run(...rest);
    return `Too much: it is ${[name, command.takes].filter(Boolean).join(' ')}.`;
  }

  #unknown(name: string): string {
    return `Not understood: ${JSON.stringify(name)}. ${adviceFor(name, Object.keys(this.#commands))}`;
  }

  #answer(reply: Reply): void {
    if (reply === null || this.#hasEnded) return;
    if (typeof reply === 'string') this.#say(reply);
    else if ('question' in reply) {
      this.#question = reply;
      this.#say(reply.question);
    } else for (const sentence of reply) this.#say(sentence);
  }
}

/** Names the one of `known` that is written almost like the word, in whatever case, or else all of them. */
export function adviceFor(word: string | undefined, known: readonly string[]): string {
  const lowered = known.map(name => name.toLowerCase());
  const nearest =
    word === undefined ? undefined : closestMatch(word.toLowerCase(), lowered, {maxDistance: DISTANCE_MAX});
  return nearest === undefined
    ? `There are ${known.join(', ')}.`
    : `Did you mean ${known[lowered.indexOf(nearest)]}?`;
}

function ownOf<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
