import { equal, ok, test } from '../harness.js';
import { LANGUAGES, messages } from '../../../main/webapp/static/text/messages.js';
import { zone } from '../../../main/webapp/static/text/times.js';
import english from '../../../main/webapp/static/messages/en.js';
import german from '../../../main/webapp/static/messages/de.js';
import spanish from '../../../main/webapp/static/messages/es.js';

const BUNDLES = { en: english, de: german, es: spanish };

/** @param {string} language */
async function spoken(language) {
  const result = messages(language);
  await result.ready;
  return result;
}

/** @param {string | Record<string, string>} forms @returns {string[]} */
function texts(forms) {
  return typeof forms === 'string' ? [forms] : Object.values(forms);
}

/** @param {string | Record<string, string>} forms */
function names(forms) {
  return texts(forms).map((text) => [...new Set(text.match(/\{\w+\}/g))].sort().join());
}

test('every language has the same keys, in the same order', () => {
  equal(Object.keys(BUNDLES).sort(), Object.keys(LANGUAGES).sort());
  for (const bundle of [german, spanish]) {
    equal(Object.keys(bundle), Object.keys(english));
  }
});

test('no key stands twice in a file', async () => {
  for (const language of Object.keys(BUNDLES)) {
    const address = new URL(`../../../main/webapp/static/messages/${language}.js`, import.meta.url);
    const keys = [...(await (await fetch(address)).text()).matchAll(/^ {2}'([^']+)':/gm)].map(([, key]) => key);
    equal([language, keys.filter((key, i) => keys.indexOf(key) !== i)], [language, []]);
  }
});

test('every language has the same placeholders and forms', () => {
  for (const bundle of [german, spanish]) {
    for (const [key, forms] of Object.entries(english)) {
      equal([key, names(bundle[key])], [key, names(forms)]);
      equal([key, typeof bundle[key]], [key, typeof forms]);
    }
  }
});

test('no text is empty, and none is that of English but for names and signs', () => {
  const same = { de: 0, es: 0 };
  for (const [key, forms] of Object.entries(english)) {
    ok(texts(forms).every((text) => text.trim() === text && text !== ''), key);
    for (const language of /** @type {const} */ (['de', 'es'])) {
      const others = texts(BUNDLES[language][key]);
      ok(others.every((text) => text.trim() === text && text !== ''), `${language} ${key}`);
      same[language] += others.join() === texts(forms).join() && /[a-z]{5}/.test(others.join().replace(/\{\w+\}/g, '')) ? 1 : 0;
    }
  }
  ok(same.de < 20 && same.es < 20, JSON.stringify(same));
});

test('what counts has a form for one and for others', () => {
  for (const [language, bundle] of Object.entries(BUNDLES)) {
    for (const [key, forms] of Object.entries(bundle)) {
      if (typeof forms !== 'string') {
        equal([language, key, Object.keys(forms)], [language, key, ['one', 'other']]);
      }
    }
  }
});

test('values are put in, numbers as the language writes them', async () => {
  const english = await spoken('en');
  equal(english.t('pause.newLines', { n: 1 }), '1 new line');
  equal(english.t('pause.newLines', { n: 12_430 }), '12,430 new lines');
  equal(english.t('gap.ofSource', { source: '{text}', text: '$& {n}' }), '{text}: $& {n}');
  const german = await spoken('de');
  equal(german.t('pause.newLines', { n: 12_430 }), '12.430 neue Zeilen');
  equal(german.t('gap.lines', { n: 1 }), 'Hier fehlt 1 Zeile');
  const spanish = await spoken('es');
  equal(spanish.t('pause.newLines', { n: 12_430 }), '12.430 líneas nuevas');
  equal(spanish.t('pause.newLines', { n: 1 }), '1 línea nueva');
});

test('what is not there is seen and breaks nothing', async () => {
  const english = await spoken('en');
  equal(english.t('no.such'), 'no.such');
  equal(english.t('constructor'), 'constructor');
  equal(english.t('gap.ofSource', { source: 'app' }), 'app: {text}');
  equal(english.t('gap.lines'), '{n} lines are missing here');
  equal([english.has('gap.lines'), english.has('toString')], [true, false]);
});

test('a language without texts is English, one with a region is the language', async () => {
  equal((await spoken('fr')).language, 'en');
  equal((await spoken('../en')).language, 'en');
  equal((await spoken('de-AT')).language, 'de');
  ok(Object.hasOwn(LANGUAGES, (await spoken('auto')).language), 'auto is one of them');
});

test('the language can be changed, and the last wish wins', async () => {
  const changing = messages('en');
  equal(changing.t('settings.title'), 'Settings');
  await changing.use('de');
  equal([changing.language, changing.t('settings.title')], ['de', 'Einstellungen']);
  const late = changing.use('es');
  await changing.use('en');
  await late;
  equal([changing.language, changing.t('settings.title')], ['en', 'Settings']);
});

test('English is there before anything is loaded', () => {
  equal(messages('de').t('state.live'), 'Live');
});

test('bytes have the unit that keeps them short', async () => {
  const english = await spoken('en');
  equal(
    [0, 1, 1_023, 1_024, 1_536, 10_752, 1_048_524, 1_048_576, 5_368_709_120, 2 ** 60].map((n) => english.bytes(n)),
    ['0 B', '1 B', '1,023 B', '1 KiB', '1.5 KiB', '11 KiB', '1 MiB', '1 MiB', '5 GiB', '1,048,576 TiB'],
  );
  equal((await spoken('de')).bytes(1_536), '1,5 KiB');
});

test('durations have the unit that keeps them short', async () => {
  const english = await spoken('en');
  equal(
    [0, 0.42, 35, 999.4, 999.6, 3_200, 9_960, 59_400, 59_600, 125_000, 3_599_600, 12_000_000, 86_399_000, 370_000_000].map(
      (millis) => english.duration(millis),
    ),
    [
      '0 ms',
      '0.42 ms',
      '35 ms',
      '999 ms',
      '1 s',
      '3.2 s',
      '10 s',
      '59 s',
      '1 min',
      '2 min 5 s',
      '1 h',
      '3 h 20 min',
      '1 d',
      '4 d 7 h',
    ],
  );
});

test('the time of day has 24 hours and seconds', async () => {
  const evening = new Date(2026, 10, 23, 19, 4, 5).getTime();
  for (const language of Object.keys(LANGUAGES)) {
    equal((await spoken(language)).clock(evening), '19:04:05');
    ok((await spoken(language)).moment(evening).includes('19:04:05'), language);
  }
});

test('a time is in the zone of the lines beside it, and names that of the browser where they may have another', async () => {
  const evening = Date.UTC(2026, 10, 23, 19, 4, 5);
  for (const language of Object.keys(LANGUAGES)) {
    const texts = await spoken(language);
    equal(texts.clock(evening, 'utc'), '19:04:05');
    ok(texts.moment(evening, 'utc').includes('19:04:05'), language);
    equal(texts.clock(evening, 'log'), `${texts.clock(evening, 'local')} ${zone(evening)}`);
    equal(texts.moment(evening, 'relative'), `${texts.moment(evening, 'local')} ${zone(evening)}`);
  }
});
