/**
 * How many lines are still to come until the end of the log, while the page catches up: from how much of the files lies
 * behind the last line that came, and how long lines are.
 */
export class Lag {
  #intake;
  /** By source: where each of its files begins among all its bytes, and how many these are. @type {Map<string, {starts: Map<string, number>, bytes: number}>} */
  #sizes = new Map();

  /** @param {import('./intake.js').Intake} intake */
  constructor(intake) {
    this.#intake = intake;
  }

  /** @param {{id: string, generations: {file?: string, sizeBytes: number}[]}[]} sources as the server lists them now */
  measure(sources) {
    this.#sizes = new Map(
      sources.map(({ id, generations }) => {
        /** @type {Map<string, number>} */
        const starts = new Map();
        let bytes = 0;
        for (const { file, sizeBytes } of generations) {
          if (file !== undefined) {
            starts.set(file, bytes);
          }
          bytes += sizeBytes;
        }
        return [id, { starts, bytes }];
      }),
    );
  }

  /** The end was reached. */
  forget() {
    this.#sizes.clear();
  }

  /** At least 0; 0 also where it is not known. */
  get lines() {
    const { last, characters, received } = this.#intake;
    let bytes = 0;
    for (const [id, { file, offset }] of last) {
      const sizes = this.#sizes.get(id);
      const start = sizes?.starts.get(file);
      if (sizes !== undefined && start !== undefined) {
        bytes += Math.max(0, sizes.bytes - start - offset);
      }
    }
    return received === 0 ? 0 : Math.round((bytes * received) / (characters + received));
  }
}
