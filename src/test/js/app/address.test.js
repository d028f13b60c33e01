import { equal, test } from '../harness.js';
import { Address, read, write } from '../../../main/webapp/static/app/address.js';
import { observable } from '../../../main/webapp/static/app/events.js';

const NOTHING = read('');

test('an empty address means the default source, followed', () => {
  equal(NOTHING, {
    sources: [],
    at: null,
    wrap: false,
    time: 'log',
    find: { text: '', regex: false, matchCase: false, only: false },
  });
  equal(write(NOTHING), '');
});

test('an address gives back what was written to it', () => {
  const place = {
    sources: ['nginx/access.log', 'shop/*', 'odd name & more?', 'größe=1'],
    at: '1AAAAAADAP9_COMHlDI980jJAl_AAAA',
    wrap: true,
    time: /** @type {const} */ ('utc'),
    find: { text: 'a+b c&d=é #%', regex: true, matchCase: true, only: true },
  };
  equal(read(write(place)), place);
});

test('that lines are wrapped is said also where that goes without saying, since other screens are wider', () => {
  equal(write({ ...NOTHING, wrap: true }, true), '?wrap=1');
  equal(read(write({ ...NOTHING, wrap: true }, true), false).wrap, true);
  equal(write({ ...NOTHING, wrap: false }, true), '?wrap=0');
  equal(write({ ...NOTHING, wrap: false }, false), '');
});

test('how a text is searched is not in the address where none is', () => {
  const find = { text: '', regex: true, matchCase: true, only: true };
  equal(write({ ...NOTHING, find }), '');
});

test('slashes and stars of a source stay readable', () => {
  equal(write({ ...NOTHING, sources: ['nginx/*'] }), '?source=nginx/*');
});

test('what an address cannot mean is left out', () => {
  equal(read('?time=tomorrow&wrap=yes&source=&at=&source=a&source=a').sources, ['a']);
  equal(read('?time=tomorrow').time, 'log');
  equal(read('?wrap=yes').wrap, false);
  equal(read('?at=').at, null);
});

test('other sources are a step of the history, the rest is not', async () => {
  const page = fakePage('');
  const view = observable(read(''));
  new Address(view, page);
  view.set({ sources: ['a'] });
  await null;
  equal(page.calls, ['push /logs/?source=a']);
  view.set({ wrap: true });
  await new Promise((done) => setTimeout(done, 300));
  equal(page.calls, ['push /logs/?source=a', 'replace /logs/?source=a&wrap=1']);
});

test('an address is written while other things of the view go on changing', async () => {
  const page = fakePage('');
  const view = observable({ ...read(''), rate: 0 });
  new Address(view, page);
  view.set({ wrap: true });
  for (let rate = 1; rate <= 12 && page.calls.length === 0; rate++) {
    await new Promise((done) => setTimeout(done, 50));
    view.set({ rate });
  }
  equal(page.calls, ['replace /logs/?wrap=1']);
});

test('going back in the history changes the view and not the history', async () => {
  const page = fakePage('?source=b');
  const view = observable(read('?source=b'));
  new Address(view, page);
  page.location.search = '?source=a&find=x';
  page.go();
  await null;
  equal(view.value.sources, ['a']);
  equal(view.value.find.text, 'x');
  equal(page.calls, []);
});

/** @param {string} search */
function fakePage(search) {
  /** @type {string[]} */
  const calls = [];
  /** @type {(() => void)[]} */
  const listeners = [];
  return /** @type {any} */ ({
    calls,
    location: { search, pathname: '/logs/' },
    history: {
      pushState: (_state, _title, address) => calls.push(`push ${address}`),
      replaceState: (_state, _title, address) => calls.push(`replace ${address}`),
    },
    addEventListener: (_type, listener) => listeners.push(listener),
    go: () => listeners.forEach((listener) => listener()),
  });
}
