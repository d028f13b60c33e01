import { html, nothing } from 'lit-html';
import { troubles } from '../app/problem.js';
import { problemText } from '../text/sentences.js';
import { icons } from './icons.js';
import { Part } from './part.js';

/** A problem is mended by somebody else, and soon seen to be gone here. */
const WITH_PROBLEMS_MILLIS = 15_000;

/** The list costs the server some reading: where all is well it is looked at seldom. */
const WITHOUT_MILLIS = 120_000;

const NAME = 'problemsClosed';

/** Configured sources that cannot be read, why, and what helps. Closed, it stays closed until there is another problem. */
export class Problems extends Part {
  #isOpen = false;
  #memory;
  #closedFor;

  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   * @param {import('../app/memory.js').Memory} memory
   */
  constructor(root, parts, memory) {
    super(root, parts);
    this.#memory = memory;
    this.#closedFor = memory.read(NAME);
    parts.sources.list.subscribe(() => this.update());
    parts.sources.watch(() => (troubles(parts.sources.list.value).length > 0 ? WITH_PROBLEMS_MILLIS : WITHOUT_MILLIS));
  }

  /** @override */
  template() {
    const found = troubles(this.sources.list.value);
    if (found.length === 0 || this.#closedFor === signature(found)) {
      return nothing;
    }
    return html`
      <section class=${this.#isOpen ? 'notice warning' : 'notice warning closed'} aria-labelledby="problems-title">
        ${icons.warning}
        <div class="notice-text">
          <p>
            <strong id="problems-title">${this.t('problems.title', { n: found.length })}</strong>
            <span class="names">${this.#isOpen ? '' : found.map(({ name }) => name).join(', ')}</span>
            ${found.length < this.#count()
              ? html`<span class="quiet">${this.t('problems.others')}</span>`
              : nothing}
          </p>
          ${this.#isOpen ? this.#list(found) : nothing}
        </div>
        <p class="actions">
          <button type="button" aria-expanded=${this.#isOpen} @click=${() => this.#toggle()}>
            ${this.t(this.#isOpen ? 'problems.hide' : 'problems.show')}
          </button>
          <button type="button" class="recheck" @click=${() => this.sources.refresh()}>${this.t('problems.recheck')}</button>
        </p>
        <button
          type="button"
          class="plain close"
          aria-label=${this.t('dialog.close')}
          title=${this.t('dialog.close')}
          @click=${() => this.#close(signature(found))}
        >
          ${icons.close}
        </button>
      </section>
    `;
  }

  /** @param {ReturnType<typeof troubles>} found */
  #list(found) {
    return html`
      <ul class="problem-list">
        ${found.map(
          ({ name, problem }) => html`
            <li>
              <code>${name}</code>
              <span>${problemText(problem, this.messages)}</span>
              <span class="quiet">${this.t(`problems.${problem.kind}.fix`)}</span>
            </li>
          `,
        )}
      </ul>
    `;
  }

  #count() {
    return this.sources.list.value.sources.length + this.sources.list.value.groups.filter((group) => group.sources === 0).length;
  }

  #toggle() {
    this.#isOpen = !this.#isOpen;
    this.update();
  }

  /** @param {string} what */
  #close(what) {
    this.#closedFor = what;
    this.#memory.write(NAME, what);
    this.update();
  }
}

/** @param {ReturnType<typeof troubles>} found */
function signature(found) {
  return JSON.stringify(found);
}
