import { html, nothing } from 'lit-html';
import { copyText } from '../app/clipboard.js';
import { icons } from './icons.js';
import { Part } from './part.js';

const NAME = 'welcomed';

const SOURCES = 'app=/var/log/app/app.log,/var/log/nginx/*.log,container';

/**
 * The one setting in the words of each place where it can be given. They are no texts: they are copied as they are.
 *
 * @type {readonly {id: string, snippets: readonly {file: string, text: string}[]}[]}
 */
const WAYS = [
  {
    id: 'environment',
    snippets: [
      { file: '', text: 'export LOGSTREAMER_SOURCES=container' },
      { file: '', text: `export LOGSTREAMER_SOURCES='${SOURCES}'` },
    ],
  },
  {
    id: 'tomcat',
    snippets: [
      { file: 'bin/setenv.sh', text: `export LOGSTREAMER_SOURCES='${SOURCES}'` },
      { file: 'conf/context.xml', text: `<Parameter name="logstreamer.sources" value="${SOURCES}"/>` },
    ],
  },
  {
    id: 'jetty',
    snippets: [{ file: 'resources/logstreamer.properties', text: `logstreamer.sources = ${SOURCES}` }],
  },
  {
    id: 'compose',
    snippets: [
      {
        file: 'docker-compose.override.yml',
        text: [
          'services:',
          '  logstreamer:',
          '    environment:',
          '      LOGSTREAMER_SOURCES: "app=/logs/app/app.log,/logs/nginx/*.log,container"',
          '    volumes:',
          '      - /var/log:/logs:ro',
        ].join('\n'),
      },
    ],
  },
];

/** At the first run, while the sample log moves: how to show logs of one's own. Closed once, it stays closed. */
export class Welcome extends Part {
  #memory;
  #toast;
  #log;
  #isDemo;
  #isOpen;
  #way;

  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   * @param {object} more
   * @param {{demo?: boolean, container?: string}} more.boot
   * @param {import('../app/memory.js').Memory} more.memory
   * @param {(text: string) => void} more.toast
   * @param {HTMLElement} more.log gets the focus when the card is closed
   */
  constructor(root, parts, { boot, memory, toast, log }) {
    super(root, parts);
    this.#memory = memory;
    this.#toast = toast;
    this.#log = log;
    this.#isDemo = boot.demo === true;
    this.#isOpen = this.#isDemo && memory.read(NAME) !== true;
    this.#way = wayFor(boot.container ?? '');
    this.update();
  }

  open() {
    this.#isOpen = true;
    this.update();
    /** @type {HTMLElement | null} */ (this.root.querySelector('h2'))?.focus();
  }

  /** @override */
  update() {
    this.root.hidden = !this.#isOpen;
    super.update();
  }

  /** @override */
  template() {
    if (!this.#isOpen) {
      return nothing;
    }
    const way = WAYS.find(({ id }) => id === this.#way) ?? WAYS[0];
    return html`
      <section class="card" aria-labelledby="welcome-title">
        <div class="card-head">
          <h2 id="welcome-title" tabindex="-1">${this.t(this.#isDemo ? 'welcome.title' : 'welcome.show')}</h2>
          ${this.#isDemo ? html`<p>${this.t('welcome.text')}</p>` : nothing}
          <button
            type="button"
            class="plain"
            aria-label=${this.t('welcome.dismiss')}
            title=${this.t('welcome.dismiss')}
            @click=${() => this.#dismiss()}
          >
            ${icons.close}
          </button>
        </div>
        <div class="tabs" role="tablist" aria-labelledby="welcome-title" @keydown=${(event) => this.#pressed(event)}>
          ${WAYS.map((each) => this.#tab(each.id, each === way))}
        </div>
        <div
          id="welcome-panel"
          class="panel"
          role="tabpanel"
          aria-labelledby="welcome-tab-${way.id}"
        >
          <p class="quiet">${this.t(`welcome.${way.id}Hint`)}</p>
          ${way.snippets.map((snippet) => this.#snippet(snippet))}
          <p class="quiet">${this.t('welcome.several')} ${this.t('welcome.container')}</p>
        </div>
      </section>
    `;
  }

  /**
   * @param {string} id
   * @param {boolean} isChosen
   */
  #tab(id, isChosen) {
    return html`
      <button
        type="button"
        id="welcome-tab-${id}"
        role="tab"
        aria-selected=${isChosen}
        aria-controls="welcome-panel"
        tabindex=${isChosen ? 0 : -1}
        @click=${() => this.#choose(id)}
      >
        ${this.t(`welcome.${id}`)}
      </button>
    `;
  }

  /** @param {{file: string, text: string}} snippet */
  #snippet({ file, text }) {
    return html`
      <div class="snippet">
        ${file === '' ? nothing : html`<p class="file"><code>${file}</code></p>`}
        <pre tabindex="0" role="group" aria-label=${file === '' ? this.t('welcome.environment') : file}><code>${text}</code></pre>
        <button type="button" @click=${() => this.#copy(text)}>${icons.copy} ${this.t('welcome.copy')}</button>
      </div>
    `;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    const index = WAYS.findIndex(({ id }) => id === this.#way);
    this.#choose(WAYS[(index + step + WAYS.length) % WAYS.length].id);
    /** @type {HTMLElement | null} */ (this.root.querySelector('[role=tab][aria-selected=true]'))?.focus();
  }

  /** @param {string} id */
  #choose(id) {
    this.#way = id;
    this.update();
  }

  #dismiss() {
    this.#isOpen = false;
    this.#memory.write(NAME, true);
    this.update();
    this.#log.focus();
  }

  /** @param {string} text */
  async #copy(text) {
    const copied = await copyText(text);
    this.#toast(this.t(copied ? 'copy.text' : 'copy.failed', { keys: 'Ctrl+C' }));
  }
}

/**
 * @param {string} container as it calls itself, such as `Apache Tomcat/11.0.25`
 * @returns {string} the way that fits it
 */
export function wayFor(container) {
  const name = container.toLowerCase();
  return name.includes('tomcat') ? 'tomcat' : name.includes('jetty') ? 'jetty' : 'environment';
}
