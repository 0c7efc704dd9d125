import type { Socket } from 'node:net';

/** Deliveries to a client pause while this much waits for its socket. */
const CONGESTED_BYTES = 4 * 1_048_576;
/** A client that asks and asks and does not read its answers is not read either beyond this. */
const UNREAD_BYTES = 32 * 1_048_576;

/** When a client is not written to, and when it is not read: so that nobody fills the memory. */
export class FlowControl {
  readonly #socket: Socket;
  #isBlocked = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Whether what waits for the socket, and so much more beside, is too much to deliver still more. */
  isCongested(more: number): boolean {
    return this.#socket.writableLength + more > CONGESTED_BYTES;
  }

  /** Whether it publishes what there is no room for. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  set isBlocked(isBlocked: boolean) {
    this.#isBlocked = isBlocked;
    this.update();
  }

  /** Stops or goes on with reading; call it after each write, and when the socket has taken all. */
  update(): void {
    const stop = this.#isBlocked || this.#socket.writableLength > UNREAD_BYTES;
    if (stop === this.#socket.isPaused()) return;
    if (stop) this.#socket.pause();
    else this.#socket.resume();
  }
}
