/** A hidden tab keeps its connection this long: over HTTP/1.1 a browser has six for all tabs of a server. */
const HIDDEN_MILLIS = 30_000;

/**
 * Whether this tab is looked at. It is told to sleep half a minute after it was hidden, and at once when another tab of
 * this server is looked at that needs a connection; and it is not told to wake before it is first seen.
 */
export class Presence {
  #wake;
  #sleep;
  #channel;
  #awake = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #falling;

  /** @param {{name: string, wake: () => void, sleep: () => void}} wiring `name` is the same in all tabs of a server */
  constructor({ name, wake, sleep }) {
    this.#wake = wake;
    this.#sleep = sleep;
    this.#channel = new BroadcastChannel(name);
    this.#channel.addEventListener('message', () => {
      if (document.visibilityState !== 'visible') {
        this.#fallAsleep();
      }
    });
    document.addEventListener('visibilitychange', () => this.#look());
    this.#look();
  }

  #look() {
    clearTimeout(this.#falling);
    if (document.visibilityState === 'visible') {
      this.#channel.postMessage('seen');
      this.#awake = true;
      this.#wake();
    } else if (this.#awake) {
      this.#falling = setTimeout(() => this.#fallAsleep(), HIDDEN_MILLIS);
    }
  }

  #fallAsleep() {
    clearTimeout(this.#falling);
    if (this.#awake) {
      this.#awake = false;
      this.#sleep();
    }
  }
}
