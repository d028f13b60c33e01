import { BINDINGS } from './bindings.js';
import { isSingle } from './keys.js';

/**
 * Something the page can do, by key, by the palette or by a button.
 *
 * @typedef {object} Command
 * @property {string} id
 * @property {string} title the key of its message
 * @property {string} group of the list of keys
 * @property {readonly string[]} keys as `keyName` writes them
 * @property {() => void} run
 * @property {() => boolean} enabled whether it would do something now
 */

/** The commands of the page. Whoever can do something registers it; the keys stand in `bindings.js`. */
export class Commands {
  /** @type {Map<string, Command>} */
  #commands = new Map();
  #order = order();

  /**
   * @param {{id: string, run: () => void, enabled?: () => boolean}} command `id` is one of `bindings.js`
   */
  register({ id, run, enabled = () => true }) {
    const binding = this.#order.get(id);
    if (binding === undefined) {
      throw new Error(`no binding for the command: id=${id}`);
    }
    this.#commands.set(id, { id, title: `command.${id}`, ...binding, run, enabled });
  }

  /** @param {string} id */
  get(id) {
    return this.#commands.get(id);
  }

  /** @param {string} id */
  isEnabled(id) {
    return this.#commands.get(id)?.enabled() ?? false;
  }

  /**
   * @param {string} id
   * @returns {boolean} whether it did something
   */
  run(id) {
    const command = this.#commands.get(id);
    if (command === undefined || !command.enabled()) {
      return false;
    }
    command.run();
    return true;
  }

  /** Those that are registered, in the order of the list of keys. */
  all() {
    return [...this.#order.keys()].flatMap((id) => this.#commands.get(id) ?? []);
  }

  /**
   * The keys of a command that do something now.
   *
   * @param {string} id
   * @param {Pick<import('./settings.js').Settings, 'singleKeys'>} settings
   */
  keysOf(id, { singleKeys }) {
    return (this.#commands.get(id)?.keys ?? []).filter((key) => singleKeys || !isSingle(key));
  }

  /**
   * The first command of a key that would do something.
   *
   * @param {string} key
   */
  ofKey(key) {
    return this.all().find((command) => command.keys.includes(key) && command.enabled());
  }
}

/** @returns {Map<string, {group: string, keys: readonly string[]}>} */
function order() {
  const found = new Map();
  for (const { group, commands } of BINDINGS) {
    for (const [id, ...keys] of commands) {
      found.set(id, { group, keys });
    }
  }
  return found;
}
