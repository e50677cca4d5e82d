import xterm from '@xterm/headless';

/** DEC private mode: between its setting and its end there is one frame. */
const SYNCHRONIZED_OUTPUT = 2026;

/** How a colour is named by a cell: one of the palette, one of its own (`0xrrggbb`), or that of the terminal. */
export type CellColor =
  | {readonly kind: 'default'}
  | {readonly kind: 'palette'; readonly index: number}
  | {readonly kind: 'rgb'; readonly value: number};

/** One place of the screen; a wide character has two columns, and no cell follows for the second. */
export interface Cell {
  readonly text: string;
  /** Columns. */
  readonly width: number;
  readonly foreground: CellColor;
  readonly background: CellColor;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isInverse: boolean;
}

export type CellRow = readonly Cell[];

/** What a terminal shows of the bytes that are written to it. */
export class Screen {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  #lastRows: string[] = [];

  /** @param onFrame called when a frame is complete, with the means to read its cells. */
  constructor(columns: number, rows: number, onFrame: (readCells: () => CellRow[]) => void = () => {}) {
    this.#terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
    this.#terminal.parser.registerCsiHandler({prefix: '?', final: 'l'}, ([mode]) => {
      if (mode === SYNCHRONIZED_OUTPUT) {
        this.#lastRows = this.#readRows();
        onFrame(() => this.#readCells());
      }
      return false;
    });
  }

  /** Resolves when the screen shows it. */
  write(text: string): Promise<void> {
    return new Promise(resolve => this.#terminal.write(text, resolve));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** The rows as text; never those of a frame that has come in part. */
  rows(): string[] {
    return this.#terminal.modes.synchronizedOutputMode ? this.#lastRows : this.#readRows();
  }

  /** `null` while a frame has come in part. */
  cells(): CellRow[] | null {
    return this.#terminal.modes.synchronizedOutputMode ? null : this.#readCells();
  }

  #readRows(): string[] {
    const {active} = this.#terminal.buffer;
    return Array.from({length: this.#terminal.rows}, (_, row) => {
      return active.getLine(active.viewportY + row)?.translateToString(true) ?? '';
    });
  }

  #readCells(): CellRow[] {
    const {active} = this.#terminal.buffer;
    return Array.from({length: this.#terminal.rows}, (_, row) => {
      const line = active.getLine(active.viewportY + row);
      const cells: Cell[] = [];
      for (let column = 0; column < this.#terminal.cols; column++) {
        const cell = line?.getCell(column);
        // Of a wide character, the second column has no width of its own.
        if (!cell || cell.getWidth() === 0) continue;
        cells.push({
          text: cell.getChars() || ' ',
          width: cell.getWidth(),
          foreground: colorOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
          background: colorOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
          isBold: cell.isBold() !== 0,
          isDim: cell.isDim() !== 0,
          isInverse: cell.isInverse() !== 0,
        });
      }
      return cells;
    });
  }
}

function colorOf(isDefault: boolean, isRgb: boolean, value: number): CellColor {
  if (isDefault) return {kind: 'default'};
  return isRgb ? {kind: 'rgb', value} : {kind: 'palette', index: value};
}
