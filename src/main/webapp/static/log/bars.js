/** The counts change with each line; read they can be only so often. */
const UPDATE_MILLIS = 250;

/** The two bars at the foot of the list: the way back to the newest line, and what can be done with selected lines. */
export class Bars {
  #root;
  #view;
  #settings;
  #messages;
  #commands;
  #back;
  #news = document.createElement('span');
  #way = document.createElement('span');
  #selection;
  #count;
  /** @type {{button: HTMLButtonElement, id: string, key: string}[]} */
  #actions = [];
  #last = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {{root: Element, view: import('../app/events.js').Observable<any>,
   *     settings: import('../app/events.js').Observable<import('../app/settings.js').Settings>,
   *     messages: import('../text/messages.js').Messages, commands: import('../app/commands.js').Commands}} parts
   */
  constructor({ root, view, settings, messages, commands }) {
    this.#root = root;
    this.#view = view;
    this.#settings = settings;
    this.#messages = messages;
    this.#commands = commands;
    this.#back = this.#button('log-back', 'follow');
    this.#news.className = 'log-news';
    this.#back.append(this.#news, ' ', this.#way);
    this.#selection = document.createElement('div');
    this.#selection.className = 'log-selection';
    this.#selection.setAttribute('role', 'toolbar');
    this.#count = document.createElement('span');
    this.#count.className = 'log-count';
    const choices = document.createElement('div');
    choices.className = 'log-choices';
    this.#selection.append(this.#count, choices);
    for (const [id, key] of [
      ['showInContext', 'select.showInContext'],
      ['copy', 'select.copy'],
      ['copyWithTime', 'select.copyWithTime'],
      ['copyLink', 'select.copyLink'],
      ['download', 'select.download'],
      ['leave', 'select.clear'],
    ]) {
      const button = this.#button('small', id);
      this.#actions.push({ button, id, key });
      choices.append(button);
    }
    const bars = document.createElement('div');
    bars.className = 'log-bars';
    bars.append(this.#selection, this.#back);
    // Pressed with the mouse they leave the focus where it is.
    bars.addEventListener('mousedown', (event) => event.preventDefault());
    root.append(bars);
    // For what stands above them, wherever it is in the document.
    new ResizeObserver(() =>
      document.documentElement.style.setProperty('--bars-height', `${bars.offsetHeight}px`),
    ).observe(bars);
    view.subscribe(() => this.#planned());
    settings.subscribe(() => this.#show());
    this.#show();
  }

  /**
   * @param {string} className
   * @param {string} id of the command
   */
  #button(className, id) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = className;
    button.addEventListener('click', () => this.#commands.run(id));
    return button;
  }

  #planned() {
    if (this.#isOther()) {
      this.#show();
    } else if (this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#show(), Math.max(0, this.#last + UPDATE_MILLIS - performance.now()));
    }
  }

  /** Whether other buttons are to be seen, which is done at once. */
  #isOther() {
    const { following, selected, gathered } = this.#view.value;
    const isShown = selected !== null || gathered !== null;
    return (
      this.#back.hidden !== following ||
      this.#selection.hidden === isShown ||
      (isShown && this.#actions.some(({ button, id }) => button.hidden === this.#offers(id)))
    );
  }

  #show() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    const { following, newLines, newErrors, selected, gathered } = this.#view.value;
    this.#hide(this.#back, following);
    if (!following) {
      const hasKey = this.#settings.value.singleKeys && hasKeys();
      const back = hasKey ? this.#messages.t('pause.backWithKey', { key: 'f' }) : this.#messages.t('pause.back');
      setText(this.#news, `▼ ${this.#newsText(newLines, newErrors)}`);
      setText(this.#way, back);
      this.#back.classList.toggle('has-errors', newErrors > 0);
    }
    const isShown = selected !== null || gathered !== null;
    this.#hide(this.#selection, !isShown);
    if (isShown) {
      setText(this.#count, this.#selected());
      this.#selection.setAttribute('aria-label', this.#selected());
      this.#actions.forEach(({ button, id, key }) => {
        setText(button, this.#messages.t(id === 'leave' && gathered !== null ? 'select.stop' : key));
        this.#hide(button, !this.#offers(id));
      });
    }
  }

  /** How many lines are selected; while they are copied or saved, how many of them were read. */
  #selected() {
    const { selected, gathered } = this.#view.value;
    if (gathered !== null) {
      return this.#messages.t('select.gathered', { n: gathered });
    }
    return this.#messages.t(selected.isAll ? 'select.count' : 'select.countAtLeast', { n: selected.count });
  }

  /** @param {string} id of a command */
  #offers(id) {
    if (this.#view.value.gathered !== null) {
      return id === 'leave';
    }
    return id !== 'showInContext' || this.#showsOnlyMatches;
  }

  get #showsOnlyMatches() {
    const { only, text } = this.#view.value.find;
    return only && text !== '';
  }

  /**
   * A button that goes does not take the focus with it.
   *
   * @param {HTMLElement} element
   * @param {boolean} isHidden
   */
  #hide(element, isHidden) {
    const hadFocus = isHidden && element.contains(document.activeElement);
    element.hidden = isHidden;
    if (hadFocus) {
      /** @type {HTMLElement | null} */ (this.#root.querySelector('[role=grid]'))?.focus({ preventScroll: true });
    }
  }

  /**
   * @param {number} lines
   * @param {number} errors
   */
  #newsText(lines, errors) {
    const messages = this.#messages;
    if (lines === 0) {
      return messages.t('say.paused');
    }
    const text = messages.t('pause.newLines', { n: lines });
    return errors === 0
      ? text
      : messages.t('pause.withErrors', { lines: text, errors: messages.t('pause.errors', { n: errors }) });
  }
}

/** Whether there is a keyboard, as far as a browser says it: with a finger for a pointer there is none. */
function hasKeys() {
  return !matchMedia('(pointer: coarse)').matches;
}

/**
 * @param {Element} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
