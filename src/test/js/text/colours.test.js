import { equal, ok, test } from '../harness.js';

const STATIC = '../../../main/webapp/static/';
const SUFFICIENT = 4.5;

const ours = themes(await text('text.css'));
const page = themes(await text('page.css'));

/** @param {string} name */
async function text(name) {
  return (await fetch(new URL(`${STATIC}${name}`, import.meta.url))).text();
}

/**
 * @param {string} css
 * @returns {Record<'light' | 'dark', Record<string, string>>} by theme and name
 */
function themes(css) {
  /** @type {Record<'light' | 'dark', Record<string, string>>} */
  const result = { light: {}, dark: {} };
  for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)) {
    result.light[name] = light;
    result.dark[name] = dark;
  }
  return result;
}

/** WCAG 2.2, relative luminance. @param {string} colour */
function luminance(colour) {
  const long = colour.length < 7 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour;
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(long.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** @param {RegExp} inks @param {(theme: 'light' | 'dark') => string[]} grounds */
function check(inks, grounds) {
  const faults = [];
  let pairs = 0;
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    for (const name of Object.keys(ours[theme]).filter((each) => inks.test(each))) {
      for (const ground of grounds(theme)) {
        pairs++;
        const ratio = contrast(ours[theme][name], ground);
        if (ratio < SUFFICIENT) {
          faults.push(`${theme} ${name} on ${ground}: ${ratio.toFixed(2)}`);
        }
      }
    }
  }
  equal(faults, []);
  return pairs;
}

const INKS = /^(fg-\d+|faint|level-\w+|source-\d)$/;

test('every colour of text can be read on every ground of the page', () => {
  const grounds = ['ground', 'surface', 'raised', 'sunken', 'selection', 'warning-ground', 'failure-ground'];
  const pairs = check(INKS, (theme) => grounds.map((name) => page[theme][name]).filter((colour) => colour !== undefined));
  ok(pairs >= 2 * 30 * 2, `only ${pairs} pairs were found`);
});

test('every colour of a terminal can be read on every other, and on itself', () => {
  const pairs = check(/^(fg-\d+|faint)$/, (theme) => Array.from({ length: 16 }, (_, i) => ours[theme][`bg-${i}`]));
  equal(pairs, 2 * 17 * 16);
});

test('text without a colour can be read on every ground that a line may have', () => {
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    for (let i = 0; i < 16; i++) {
      ok(contrast(page[theme].ink, ours[theme][`bg-${i}`]) >= SUFFICIENT, `${theme} bg-${i}`);
    }
  }
});

test('marks of a search and inverted text can be read, and the current mark is another', () => {
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    const colours = ours[theme];
    for (const name of ['hit', 'hit-current']) {
      ok(contrast(colours[`${name}-ink`], colours[`${name}-ground`]) >= SUFFICIENT, `${theme} ${name}`);
    }
    ok(contrast(colours['inverse-ink'], colours['inverse-ground']) >= SUFFICIENT, `${theme} inverse`);
    ok(contrast(colours['hit-ground'], colours['hit-current-ground']) > 1.4, `${theme} current`);
  }
});

test('every class that lines are given has a rule', async () => {
  const css = await text('text.css');
  const classes = ['bold', 'dim', 'italic', 'underline', 'strike', 'inverse', 'control', 'hit', 'hit-current'];
  for (let i = 0; i < 16; i++) {
    classes.push(`fg-${i}`, `bg-${i}`);
  }
  for (const level of ['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal']) {
    classes.push(`level-${level}`);
  }
  equal(classes.filter((name) => !new RegExp(`\\.${name}\\b`).test(css)), []);
});
