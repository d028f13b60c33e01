import { html, nothing } from 'lit-html';
import { ranked } from '../app/fuzzy.js';
import { noFiles, problemOf } from '../app/problem.js';
import { isSizeKnown, totalBytes } from '../app/sources.js';
import { failureText, problemText } from '../text/sentences.js';
import { Choices } from './choices.js';
import { shownNames } from './header.js';
import { icons } from './icons.js';
import { marked } from './palette.js';

/** How often sizes are asked for while the picker is open: two of them make a rate. */
const LOOK_MILLIS = 2_000;

/**
 * One thing that can be shown.
 *
 * @typedef {object} Option
 * @property {string} name as `source=` takes it: the id of a source, or a glob for a whole group
 * @property {string} group empty: of none
 * @property {boolean} isGroup
 * @property {string[]} ids of the sources that it means now
 * @property {import('../app/sources.js').Source | null} source
 * @property {import('../app/problem.js').Problem | null} problem
 * @property {boolean} isOffered whether it can be chosen; else only the reason is shown
 */

/** Chooses what is shown: one source, several together, or a whole group. @extends {Choices<Option>} */
export class Picker extends Choices {
  /** @type {Set<string>} names of the options that are ticked */
  #chosen = new Set();
  #isChanged = false;
  #activeName = '';
  #unwatch = () => {};

  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   */
  constructor(root, parts) {
    super({ root, name: 'picker', title: 'picker.title' }, parts);
    parts.sources.list.subscribe(() => {
      this.#keepActive();
      this.update();
    });
  }

  /** @override */
  opening() {
    super.opening();
    this.#isChanged = false;
    this.#takeShown();
    this.active = Math.max(0, this.options().findIndex(({ name }) => this.#chosen.has(name)));
    this.#unwatch = this.sources.watch(() => LOOK_MILLIS);
  }

  /** @override @param {any} view */
  uses({ language, sources, shown }) {
    return [language, sources, shown];
  }

  /** @override */
  closed() {
    this.#unwatch();
  }

  /** @override */
  update() {
    if (this.isOpen && !this.#isChanged) {
      this.#takeShown();
    }
    super.update();
  }

  /** Where the list has changed, the same option stays the active one. */
  #keepActive() {
    const index = this.options().findIndex(({ name }) => name === this.#activeName);
    this.active = index < 0 ? this.active : index;
  }

  /** What is shown is ticked, also where the address names it otherwise than the list. */
  #takeShown() {
    const options = this.#all();
    this.#chosen = new Set(shownNames(this.view.value).flatMap((name) => resolved(name, options)));
  }

  /** @override */
  options() {
    return this.#matches()
      .map(({ thing }) => thing)
      .filter(({ isOffered }) => isOffered);
  }

  /** Shows what is ticked, else the one alone. @override @param {Option} option */
  choose(option) {
    this.#show(this.#isChanged && this.#chosen.size > 0 ? [...this.#chosen] : [option.name]);
  }

  /** @override @param {Option} option @param {KeyboardEvent} event */
  pressedOn(option, event) {
    if (event.key !== ' ') {
      return false;
    }
    this.#toggle(option);
    return true;
  }

  /** @param {string[]} names */
  #show(names) {
    this.close();
    this.view.set({ sources: names, at: null });
  }

  /** @param {Option} option */
  #toggle({ name, isGroup, ids }) {
    this.#isChanged = true;
    if (this.#chosen.delete(name)) {
      this.update();
      return;
    }
    // A group means its sources: nothing is chosen twice.
    for (const each of isGroup ? ids : groupGlobs(this.#all(), name)) {
      this.#chosen.delete(each);
    }
    this.#chosen.add(name);
    this.update();
  }

  #all() {
    return optionsOf(this.sources.list.value);
  }

  #matches() {
    return ranked(this.query, this.#all(), ({ name }) => name);
  }

  /** @override */
  template() {
    const matches = this.#matches();
    const offered = matches.filter(({ thing }) => thing.isOffered);
    this.hold(offered.length);
    this.#activeName = offered[this.active]?.thing.name ?? '';
    return html`
      <input
        type="text"
        role="combobox"
        class="search"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-expanded="true"
        aria-controls="picker-list"
        aria-describedby="picker-hint"
        aria-activedescendant=${offered.length > 0 ? this.optionId(this.active) : nothing}
        aria-label=${this.t('picker.search')}
        placeholder=${this.t('picker.search')}
        @input=${this.typed.bind(this)}
        @keydown=${this.pressed.bind(this)}
      />
      <div id="picker-list" class="options" role="listbox" aria-multiselectable="true" aria-label=${this.t('picker.title')}>
        ${this.#sections(matches, offered)}
      </div>
      <div class="dialog-foot">
        <p class="quiet" role="status">${this.#summary(offered.map(({ thing }) => thing))}</p>
        <p id="picker-hint" class="quiet hint">${this.t('picker.hint')}</p>
        <button
          type="button"
          class="primary"
          ?disabled=${this.#chosen.size === 0}
          @click=${() => this.#show([...this.#chosen])}
        >
          ${this.t('picker.showChosen', { n: this.#chosen.size })}
        </button>
      </div>
    `;
  }

  /** @param {readonly Option[]} offered */
  #summary(offered) {
    const { state, failure, sources } = this.sources.list.value;
    if (state === 'failed') {
      return this.t('picker.failed', { why: failureText(this.messages, failure) });
    }
    if (state === 'loading') {
      return this.t('picker.loading');
    }
    if (offered.length === 0) {
      return this.query === '' ? this.t('picker.empty') : this.t('picker.none', { text: this.query });
    }
    const all = sources.length;
    const count = new Set(offered.flatMap(({ ids }) => ids)).size;
    return this.query === '' ? this.t('picker.count', { n: all }) : this.t('picker.matches', { n: count, all });
  }

  /**
   * By groups, unless something is looked for: then the best match is first.
   *
   * @param {{thing: Option, at: number[]}[]} matches
   * @param {{thing: Option}[]} offered
   */
  #sections(matches, offered) {
    const indexes = new Map(offered.map(({ thing }, index) => [thing.name, index]));
    const show = (/** @type {{thing: Option, at: number[]}} */ { thing, at }) =>
      this.#option(thing, at, indexes.get(thing.name) ?? -1);
    if (this.query !== '') {
      return matches.map(show);
    }
    /** @type {Map<string, typeof matches>} */
    const groups = new Map();
    for (const match of matches) {
      groups.set(match.thing.group, [...(groups.get(match.thing.group) ?? []), match]);
    }
    return [...groups].map(([group, members]) =>
      group === ''
        ? members.map(show)
        : html`
            <div role="group" aria-label=${this.t('picker.group', { name: group })}>
              <p class="group" aria-hidden="true">${group}</p>
              ${members.map(show)}
            </div>
          `,
    );
  }

  /**
   * @param {Option} option
   * @param {number[]} at
   * @param {number} index among those that can be chosen
   */
  #option(option, at, index) {
    const isChosen = this.#chosen.has(option.name);
    return html`
      <div
        id=${index < 0 ? nothing : this.optionId(index)}
        role="option"
        class=${index === this.active ? 'option active' : 'option'}
        aria-selected=${isChosen}
        aria-disabled=${option.isOffered ? nothing : 'true'}
        @click=${() => option.isOffered && this.#show([option.name])}
      >
        <span class="tick" @click=${(event) => this.#ticked(event, option)}>${isChosen ? icons.check : nothing}</span>
        <span class="name">
          ${option.isGroup && option.isOffered
            ? html`${this.t('picker.wholeGroup', { name: option.group })} <span class="quiet">${option.name}</span>`
            : marked(option.name, at)}
          ${option.problem === null
            ? nothing
            : html`<span class="trouble">${problemText(option.problem, this.messages)}</span>`}
        </span>
        ${this.#facts(option)}
      </div>
    `;
  }

  /** @param {Option} option */
  #facts({ isGroup, ids, source, problem }) {
    if (problem !== null) {
      return nothing;
    }
    if (source === null) {
      return isGroup ? html`<span class="fact">${this.t('picker.groupCount', { n: ids.length })}</span>` : nothing;
    }
    const rate = this.sources.list.value.rates.get(source.id);
    const files = source.generations.length;
    return html`
      <span class="fact files">${files > 1 ? this.t('picker.files', { n: files }) : nothing}</span>
      <span class="fact size">${files === 0 ? nothing : this.#size(source)}</span>
      <span class="fact rate" data-moving=${rate !== undefined && rate > 0}>${this.#rate(source, rate)}</span>
    `;
  }

  /** @param {import('../app/sources.js').Source} source */
  #size(source) {
    const bytes = this.messages.bytes(totalBytes(source));
    return isSizeKnown(source) ? bytes : this.t('picker.atLeast', { bytes });
  }

  /**
   * @param {import('../app/sources.js').Source} source
   * @param {number | undefined} rate
   */
  #rate(source, rate) {
    if (!source.present || rate === undefined) {
      return source.present ? '' : this.t('picker.absent');
    }
    return rate > 0 ? this.t('picker.perSecond', { bytes: this.messages.bytes(Math.round(rate)) }) : this.t('picker.silent');
  }

  /**
   * @param {Event} event
   * @param {Option} option
   */
  #ticked(event, option) {
    event.stopPropagation();
    if (option.isOffered) {
      this.#toggle(option);
    }
  }
}

/**
 * Everything that can be shown, in the order of the server; a group of several before its sources.
 *
 * @param {import('../app/sources.js').SourceList} list
 * @returns {Option[]}
 */
export function optionsOf({ sources, groups }) {
  const single = sources.filter(({ id, group }) => id === group).map((source) => optionOf(source, ''));
  const grouped = groups.flatMap(({ name }) => {
    const members = sources.filter(({ id, group }) => group === name && id !== group);
    const whole = wholeGroup(name, members);
    const isEmpty = members.length === 0 && !sources.some(({ id }) => id === name);
    return [
      ...(whole === null ? [] : [whole]),
      ...(isEmpty ? [emptyGroup(name)] : []),
      ...members.map((source) => optionOf(source, name)),
    ];
  });
  const named = new Set([...single, ...grouped].map(({ name }) => name));
  const others = sources.filter(({ id }) => !named.has(id)).map((source) => optionOf(source, source.group));
  return [...single, ...grouped, ...others];
}

/**
 * A glob takes in what appears later. It does not cross a slash, so that it stands for groups of one directory alone.
 *
 * @param {string} group
 * @param {import('../app/sources.js').Source[]} members
 * @returns {Option | null} null: there is nothing that would be more than its sources
 */
function wholeGroup(group, members) {
  const isFlat = members.every(({ id }) => !id.slice(group.length + 1).includes('/'));
  return members.length < 2 || !isFlat
    ? null
    : {
        name: `${group}/*`,
        group,
        isGroup: true,
        ids: members.map(({ id }) => id),
        source: null,
        problem: null,
        isOffered: true,
      };
}

/**
 * @param {string} group
 * @returns {Option}
 */
function emptyGroup(group) {
  return { name: group, group: '', isGroup: true, ids: [], source: null, problem: noFiles(group), isOffered: false };
}

/**
 * @param {import('../app/sources.js').Source} source
 * @param {string} group
 * @returns {Option}
 */
function optionOf(source, group) {
  const problem = problemOf(source);
  return {
    name: source.id,
    group,
    isGroup: false,
    ids: [source.id],
    source,
    problem,
    isOffered: problem?.kind !== 'duplicate',
  };
}

/**
 * The groups that hold a source.
 *
 * @param {readonly Option[]} options
 * @param {string} id
 */
function groupGlobs(options, id) {
  return options.filter(({ isGroup, ids }) => isGroup && ids.includes(id)).map(({ name }) => name);
}

/**
 * The options that a name of the address means: an id, the last part of ids, or a glob over them.
 *
 * @param {string} name
 * @param {readonly Option[]} options
 * @returns {string[]} names of options
 */
export function resolved(name, options) {
  if (options.some((option) => option.name === name)) {
    return [name];
  }
  const pattern = globPattern(name);
  return options
    .filter(({ isGroup, name: id }) => !isGroup && (pattern.test(id) || id.endsWith(`/${name}`)))
    .map(({ name: id }) => id);
}

/**
 * `*` stands for any characters but a slash, `?` for one.
 *
 * @param {string} glob
 */
function globPattern(glob) {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`);
}
