import { Times } from '../text/times.js';

/** Has the list look as the view and the settings want it, and say what is known of the logs of the view. */
export class Look {
  #view;
  #messages;
  #rows;
  #painter;
  #list;
  #styleKey = '';
  #troublesKey = '[[],[]]';

  /**
   * @param {{view: import('../app/events.js').Observable<any>, messages: import('../text/messages.js').Messages,
   *     rows: import('./rows.js').Rows, painter: import('./paint.js').Painter, list: import('./list.js').LogList}} parts
   */
  constructor({ view, messages, rows, painter, list }) {
    this.#view = view;
    this.#messages = messages;
    this.#rows = rows;
    this.#painter = painter;
    this.#list = list;
  }

  /** The view or the settings have changed. @param {import('../app/settings.js').Settings} settings */
  show({ size, density }) {
    const { wrap, time, language } = this.#view.value;
    const styleKey = JSON.stringify([size, density, wrap, time, language]);
    if (styleKey !== this.#styleKey) {
      this.#styleKey = styleKey;
      this.#painter.times = new Times(this.#messages.locale);
      this.#painter.timeForm = time;
      this.#painter.teller.timeForm = time;
      this.#rows.texts.timeApart = time !== 'log';
      this.#list.setLabels(this.#messages.t('log.label'), this.#messages.t('log.scrollbar'));
      this.#list.setStyle({ size, density, wrap });
    }
    this.#showTroubles();
  }

  /** Lines say where they come from as soon as there can be several. @param {readonly string[]} ids */
  nameSources(ids) {
    const labels = ids.length > 1 ? labelsOf(ids) : new Map();
    const isOther = [...labels].join() !== [...this.#painter.labels].join();
    if (isOther) {
      this.#painter.labels = labels;
      this.#painter.teller.namesSource = labels.size > 0;
      this.#list.setStyle({});
    }
  }

  /** What is wrong with the logs of this view, as it is known by now. */
  #showTroubles() {
    const { shown, troubles, known } = this.#view.value;
    const ofView = troubles.filter(({ name }) => shown.includes(name));
    const absent = known === null ? [] : shown.filter((name) => !known.includes(name));
    const key = JSON.stringify([ofView, absent]);
    if (key !== this.#troublesKey) {
      this.#troublesKey = key;
      this.#painter.teller.troubles = ofView;
      this.#painter.teller.absent = absent;
      this.#rows.forget();
      this.#list.refresh();
    }
  }
}

/**
 * @param {readonly string[]} ids
 * @returns {Map<string, string>} by id the last part of it, where that is enough to tell it from the others
 */
function labelsOf(ids) {
  const last = (/** @type {string} */ id) => id.slice(id.lastIndexOf('/') + 1);
  const lasts = ids.map(last);
  return new Map(ids.map((id) => [id, lasts.filter((each) => each === last(id)).length > 1 ? id : last(id)]));
}
