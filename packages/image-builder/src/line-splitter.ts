const COLOURS = /\u001b\[[\d;]*[A-Za-z]/g;

/**
 * Cuts text that comes in pieces into lines without colours; a bar that redraws itself counts as
 * lines, too.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** Takes the next piece and returns the lines that it completes, without blank ones. */
  push(piece: Uint8Array | string): string[] {
    const text = typeof piece === 'string' ? piece : this.#decoder.decode(piece, { stream: true });
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    return lines.map(clean).filter((line) => line !== '');
  }

  /** The line that was begun and not ended. */
  end(): string[] {
    const rest = clean(this.#rest + this.#decoder.decode());
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}

function clean(line: string): string {
  return line.replaceAll(COLOURS, '').trimEnd();
}
