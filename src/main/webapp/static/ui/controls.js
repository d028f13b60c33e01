import { Address, TIMES } from '../app/address.js';
import { Keys } from '../app/keys.js';
import { Memory } from '../app/memory.js';
import { DENSITIES, LARGEST, SMALLEST } from '../app/settings.js';
import { Sources } from '../app/sources.js';
import { About } from './about.js';
import { applyAppearance } from './appearance.js';
import { ConnectionNotice } from './connection.js';
import { FindBar } from './findbar.js';
import { Header, nextTheme } from './header.js';
import { Help } from './help.js';
import { Palette } from './palette.js';
import { Picker } from './picker.js';
import { Problems } from './problems.js';
import { SettingsDialog, timeLabel } from './settings.js';
import { Toasts } from './toasts.js';
import { Welcome } from './welcome.js';

/**
 * Makes everything around the log, registers its commands, and holds the address bar and the keyboard. The parts stand in
 * the elements `header`, `find`, `welcome` and `dialogs` of the page.
 *
 * @param {object} parts
 * @param {import('../app/events.js').Observable<any>} parts.view already holds what the address says; `shown` are the ids
 *     that the server's `hello` gave
 * @param {import('../app/events.js').Observable<import('../app/settings.js').Settings>} parts.settings
 * @param {import('../text/messages.js').Messages} parts.messages follows the settings from now on; the view then gets
 *     another `language`
 * @param {import('../app/commands.js').Commands} parts.commands
 * @param {{sources(): Promise<{sources: import('../app/sources.js').Source[], groups: import('../app/sources.js').Group[]}>}} parts.api
 * @param {{version: string, title: string, demo?: boolean, container?: string}} parts.boot
 * @param {() => Record<string, unknown>} parts.stats what the page measures of itself
 * @param {HTMLElement} parts.log has the focus where no control has it; keys count in it
 * @returns {{toast: (text: string) => void, sources: Sources}}
 */
export function makeControls({ view, settings, messages, commands, api, boot, stats, log }) {
  const memory = new Memory();
  const sources = new Sources(api);
  const parts = { view, settings, messages, commands, sources };
  const dialogs = element('dialogs');
  const toasts = new Toasts(added('toasts', document.body));
  const toast = (/** @type {string} */ text) => toasts.show(text);
  const notices = added('notices', document.body);
  // The focus goes from above to below.
  element('welcome').before(notices);

  [element('header'), element('find'), notices].forEach(leaveFocus);
  speak(parts);
  new Header(element('header'), parts, { boot, log });
  const findBar = new FindBar(element('find'), parts, log);
  new ConnectionNotice(added('connection-notice', notices), parts);
  new Problems(added('problems', notices), parts, memory);
  const welcome = new Welcome(element('welcome'), parts, { boot, memory, toast, log });
  const opened = {
    openSources: new Picker(dialogs, parts),
    openPalette: new Palette(dialogs, parts),
    openHelp: new Help(dialogs, parts),
    openSettings: new SettingsDialog(dialogs, parts),
    openAbout: new About(dialogs, parts, { boot, stats, toast }),
  };
  for (const [id, dialog] of Object.entries(opened)) {
    commands.register({ id, run: () => dialog.open() });
  }
  commands.register({ id: 'openWelcome', run: () => welcome.open() });
  registerFind(commands, findBar);
  registerView(parts, toast);

  new Address(view);
  new Keys({ commands, settings, log });
  return { toast, sources };
}

/**
 * @param {import('../app/commands.js').Commands} commands
 * @param {FindBar} findBar
 */
function registerFind(commands, findBar) {
  const isOpen = () => findBar.isOpen;
  commands.register({ id: 'focusFind', run: () => findBar.open() });
  commands.register({ id: 'closeFind', run: () => findBar.close(), enabled: isOpen });
  commands.register({ id: 'toggleOnly', run: () => findBar.toggle('only'), enabled: isOpen });
  commands.register({ id: 'toggleCase', run: () => findBar.toggle('matchCase'), enabled: isOpen });
  commands.register({ id: 'toggleRegex', run: () => findBar.toggle('regex'), enabled: isOpen });
}

/**
 * @param {import('./part.js').Parts} parts
 * @param {(text: string) => void} toast what a key has changed is told, since nobody sees it at once
 */
function registerView({ view, settings, messages, commands }, toast) {
  const resize = (/** @type {number} */ step) => settings.set({ size: settings.value.size + step });
  commands.register({
    id: 'toggleWrap',
    run: () => {
      const wrap = !view.value.wrap;
      view.set({ wrap });
      toast(messages.t(wrap ? 'say.wrapOn' : 'say.wrapOff'));
    },
  });
  commands.register({
    id: 'nextTimeForm',
    run: () => {
      const time = TIMES[(TIMES.indexOf(view.value.time) + 1) % TIMES.length];
      view.set({ time });
      toast(messages.t('say.time', { form: timeLabel(time, messages) }));
    },
  });
  commands.register({
    id: 'toggleTheme',
    run: () => {
      const theme = nextTheme(settings.value.theme);
      settings.set({ theme });
      toast(messages.t('say.theme', { theme: messages.t(`settings.theme.${theme}`) }));
    },
  });
  commands.register({ id: 'larger', run: () => resize(1), enabled: () => settings.value.size < LARGEST });
  commands.register({ id: 'smaller', run: () => resize(-1), enabled: () => settings.value.size > SMALLEST });
  commands.register({
    id: 'nextDensity',
    run: () => {
      const next = (DENSITIES.indexOf(settings.value.density) + 1) % DENSITIES.length;
      settings.set({ density: DENSITIES[next] });
    },
  });
}

/**
 * Shows settings and language now, and whenever they change.
 *
 * @param {Pick<import('./part.js').Parts, 'view' | 'settings' | 'messages'>} parts
 */
function speak({ view, settings, messages }) {
  let language = settings.value.language;
  const show = () => {
    applyAppearance(settings.value, messages.language);
    view.set({ language: messages.language });
  };
  settings.subscribe((now) => {
    show();
    if (now.language !== language) {
      language = now.language;
      messages.use(language).then(show);
    }
  });
  show();
  messages.ready.then(show);
}

/**
 * Who presses a button with the mouse goes on reading: the focus stays where it was, and keys count in the log.
 *
 * @param {HTMLElement} root of buttons
 */
function leaveFocus(root) {
  root.addEventListener('mousedown', (event) => {
    if (/** @type {Element} */ (event.target).closest('button') !== null) {
      event.preventDefault();
    }
  });
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no element: id=${id}`);
  }
  return found;
}

/**
 * @param {string} id
 * @param {HTMLElement} parent
 */
function added(id, parent) {
  const made = document.createElement('div');
  made.id = id;
  parent.append(made);
  return made;
}
