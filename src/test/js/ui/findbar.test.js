import { equal, ok, test } from '../harness.js';
import { Commands } from '../../../main/webapp/static/app/commands.js';
import { observable } from '../../../main/webapp/static/app/events.js';
import { DEFAULTS } from '../../../main/webapp/static/app/settings.js';
import { messages } from '../../../main/webapp/static/text/messages.js';
import { FindBar, reasonKey, troubleText } from '../../../main/webapp/static/ui/findbar.js';

test('that only a part of the log was searched is shown and spoken, until all of it is', async () => {
  const page = fixture({ text: 'order' });
  page.bar.open();
  await page.found({ count: 2, isPart: true });
  equal([page.spoken(), page.root.querySelector('.count')?.textContent], ['2+ hits', '2+ hits']);
  ok(page.root.querySelector('.count')?.getAttribute('title')?.includes('Only matching lines'));
  await page.found({ count: 2 });
  equal([page.spoken(), page.root.querySelector('.count')?.hasAttribute('title')], ['2 hits', false]);
});

test('the bar is shown while something is looked for, also when the address says so', async () => {
  equal(fixture({ text: 'order' }).root.hidden, false);
  const page = fixture();
  equal(page.root.hidden, true);
  page.bar.open();
  equal(page.root.hidden, false);
  equal(document.activeElement, page.field());
});

test('what is typed is looked for at once', () => {
  const page = fixture();
  page.bar.open();
  page.type('or');
  equal(page.view.value.find.text, 'or');
});

test('Enter goes to a hit and gives the log the focus, so that n and N go on', () => {
  const page = fixture({ text: 'order' });
  page.bar.open();
  page.press('Enter');
  equal(page.ran, ['nextHit']);
  equal(document.activeElement, page.log);
});

test('Enter stays at the hit that typing has found', async () => {
  const page = fixture({ text: 'order' });
  page.view.set({ hits: { of: null, count: 2, current: 1, done: true, isGoingOn: false, invalid: null } });
  page.bar.open();
  page.press('Enter');
  equal(page.ran, []);
});

test('what is wrong with an expression is told without what the page says itself', () => {
  const texts = messages('en');
  equal(troubleText({ invalid: null }, texts), '');
  equal(
    troubleText({ invalid: 'Invalid regular expression: /a(/i: Unterminated group' }, texts),
    'Not a regular expression, searched as text: a ( is not closed',
  );
  equal(
    troubleText({ invalid: null, tooSlow: true }, texts),
    'This expression takes too long; the search was stopped',
  );
});

test('what is wrong with an expression is told in the language of the page, whichever browser says it', async () => {
  const german = messages('de');
  await german.ready;
  for (const [said, told] of [
    ['Invalid regular expression: /a(/i: Unterminated group', 'eine Klammer ( ist nicht geschlossen'],
    ['unterminated parenthetical', 'eine Klammer ( ist nicht geschlossen'],
    ['Invalid regular expression: missing )', 'eine Klammer ( ist nicht geschlossen'],
    ["Invalid regular expression: /a)/i: Unmatched ')'", 'eine Klammer ) ist nicht geöffnet'],
    ['Invalid regular expression: /*a/i: Nothing to repeat', 'vor einem Zeichen wie * steht nichts, was sich wiederholen kann'],
    ['Invalid regular expression: /[a/i: Unterminated character class', 'eine Klammer [ ist nicht geschlossen'],
    ['Invalid regular expression: missing terminating ] for character class', 'eine Klammer [ ist nicht geschlossen'],
    ['Invalid regular expression: /[b-a]/i: Range out of order in character class', 'in [ ] steht ein Bereich verkehrt herum'],
    ['Invalid regular expression: /a{2,1}/i: numbers out of order in {} quantifier', 'in { } stehen die Zahlen verkehrt herum'],
    ['Invalid regular expression: /\\/i: \\ at end of pattern', 'am Ende steht ein einzelner \\'],
    ['Invalid regular expression: /(?<>a)/i: Invalid capture group name', 'Invalid capture group name'],
  ]) {
    equal(troubleText({ invalid: said }, german), `Kein regulärer Ausdruck, als Text gesucht: ${told}`);
  }
});

test('what browsers say of wrong expressions is known', () => {
  for (const wrong of ['a(', 'a)', '*a', '[a', '[b-a]', 'a{2,1}', '\\']) {
    let said = '';
    try {
      new RegExp(wrong, 'i');
    } catch (error) {
      said = /** @type {Error} */ (error).message;
    }
    ok(reasonKey(said) !== null, said);
  }
});

test('Escape ends the search and keeps what it was told of case and form', () => {
  const page = fixture({ text: 'order', only: true, regex: true, matchCase: true });
  page.bar.open();
  page.press('Escape');
  equal(page.view.value.find, { text: '', only: false, regex: true, matchCase: true });
  equal(page.root.hidden, true);
  equal(document.activeElement, page.log);
});

test('an invalid expression is told beside its field', async () => {
  const page = fixture({ text: '(' });
  page.view.set({ hits: { of: null, count: 0, current: 0, done: true, isGoingOn: false, invalid: 'Unterminated group' } });
  await null;
  ok(page.root.textContent?.includes('Not a regular expression, searched as text: a ( is not closed'));
  equal(page.field().getAttribute('aria-invalid'), 'true');
});

test('the count of a growing log is spoken once', async () => {
  const page = fixture({ text: 'order' });
  await page.found({ count: 2 });
  equal(page.spoken(), '2 hits');
  await page.found({ count: 3 });
  equal(page.spoken(), '2 hits');
});

test('what is spoken of a text is not the count of the text before', async () => {
  const page = fixture({ text: 'orde' });
  await page.found({ count: 733 });
  page.type('order');
  await null;
  equal(page.spoken(), '733 hits');
  await page.found({ count: 0, done: false });
  await page.found({ count: 100 });
  equal(page.spoken(), '100 hits');
  page.bar.toggle('matchCase');
  await null;
  await page.found({ count: 7 });
  equal(page.spoken(), '7 hits');
});

test('the first hit of a text that had none is spoken of', async () => {
  const page = fixture({ text: 'order' });
  await page.found({ count: 0 });
  equal(page.spoken(), 'No hit');
  await page.found({ count: 2 });
  equal(page.spoken(), '2 hits');
});

test('where older lines are searched, what they add is spoken when that ends', async () => {
  const page = fixture({ text: 'order', only: true });
  await page.found({ count: 2, isGoingOn: true });
  await page.found({ count: 60, isGoingOn: true });
  equal(page.spoken(), '');
  await page.found({ count: 112 });
  equal(page.spoken(), '112 hits');
});

test('the buttons lead on where lines are not loaded yet, though there is no hit', async () => {
  const page = fixture({ text: 'order' });
  const off = () => [...page.root.querySelectorAll('.hits button')].map((button) => /** @type {HTMLButtonElement} */ (button).disabled);
  await page.found({ count: 0 });
  equal(off(), [true, true]);
  await page.found({ count: 0, isPart: true });
  equal(off(), [false, false]);
});

/** @param {Partial<{text: string, regex: boolean, matchCase: boolean, only: boolean}>} [find] */
function fixture(find = {}) {
  const root = document.createElement('div');
  const log = document.createElement('div');
  log.tabIndex = 0;
  document.body.replaceChildren(root, log);
  /** @type {string[]} */
  const ran = [];
  const commands = new Commands();
  for (const id of ['nextHit', 'previousHit']) {
    commands.register({ id, run: () => ran.push(id) });
  }
  const view = observable({
    language: 'en',
    find: { text: '', regex: false, matchCase: false, only: false, ...find },
    hits: /** @type {any} */ ({ of: null, count: 0, current: 0, done: false, isGoingOn: false, invalid: null }),
  });
  const parts = /** @type {any} */ ({ view, settings: observable(DEFAULTS), messages: messages('en'), commands });
  const bar = new FindBar(root, parts, log);
  const field = () => /** @type {HTMLInputElement} */ (root.querySelector('input[type=text]'));
  return {
    root,
    log,
    ran,
    view,
    bar,
    field,
    spoken: () => root.querySelector('[role=status]')?.textContent,
    /** The count of the present text is known. @param {{count: number, done?: boolean, isPart?: boolean, isGoingOn?: boolean}} hits */
    async found({ count, done = true, isPart = false, isGoingOn = false }) {
      const { text, regex, matchCase } = view.value.find;
      view.set({ hits: { of: { text, regex, matchCase }, count, current: 0, done, isPart, isGoingOn, invalid: null } });
      await null;
    },
    /** @param {string} text */
    type(text) {
      field().value = text;
      field().dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    /** @param {string} key */
    press: (key) => field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })),
  };
}
