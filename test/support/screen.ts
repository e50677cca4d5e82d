import xterm from '@xterm/headless';

/** One place on the screen. */
export interface Cell {
  /** What stands there; empty in the second half of a wide character. */
  readonly text: string;
  /** One of the 16 colours; `null` for the terminal's own. */
  readonly foreground: number | null;
  readonly background: number | null;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isInverse: boolean;
}

export type Row = readonly Cell[];

/** DEC private mode: between its setting and its end there is one frame. */
const SYNCHRONIZED_OUTPUT = 2026;

/** A terminal emulator without a window: what a program has written, as a person would see it. */
export class Screen {
  /** Called whenever a frame is complete. */
  onFrame: (() => void) | null = null;
  readonly #emulator: InstanceType<typeof xterm.Terminal>;
  #lastFrame: string[] = [];

  constructor(columns: number, rows: number) {
    this.#emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
    this.#emulator.parser.registerCsiHandler({prefix: '?', final: 'l'}, ([mode]) => {
      if (mode === SYNCHRONIZED_OUTPUT) {
        this.#lastFrame = this.#readRows();
        this.onFrame?.();
      }
      return false;
    });
  }

  write(text: string): void {
    this.#emulator.write(text);
  }

  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
  }

  dispose(): void {
    this.#emulator.dispose();
  }

  get isAlternate(): boolean {
    return this.#emulator.buffer.active.type === 'alternate';
  }

  /** False while a frame has come in part. */
  get isWhole(): boolean {
    return !this.#emulator.modes.synchronizedOutputMode;
  }

  /** The rows as text; never those of a frame that has come in part. */
  rows(): string[] {
    return this.isWhole ? this.#readRows() : this.#lastFrame;
  }

  text(): string {
    return this.rows().join('\n');
  }

  /** The rows with their colours, as they are at this moment. */
  cells(): Row[] {
    return Array.from({length: this.#emulator.rows}, (_, row) => this.#readCells(row));
  }

  #line(row: number) {
    const {active} = this.#emulator.buffer;
    return active.getLine(active.viewportY + row);
  }

  #readRows(): string[] {
    return Array.from({length: this.#emulator.rows}, (_, row) => {
      return this.#line(row)?.translateToString(true) ?? '';
    });
  }

  #readCells(row: number): Cell[] {
    const line = this.#line(row)!;
    return Array.from({length: this.#emulator.cols}, (_, column) => {
      const cell = line.getCell(column)!;
      return {
        text: cell.getWidth() === 0 ? '' : cell.getChars() || ' ',
        foreground: cell.isFgDefault() ? null : cell.getFgColor(),
        background: cell.isBgDefault() ? null : cell.getBgColor(),
        isBold: cell.isBold() !== 0,
        isDim: cell.isDim() !== 0,
        isInverse: cell.isInverse() !== 0,
      };
    });
  }
}
