import { equal, ok, test } from '../harness.js';
import { className, code, glyph, label, LEVELS } from '../../../main/webapp/static/text/levels.js';

test('each level is stored as its place in the list', () => {
  equal(LEVELS.map(code), [0, 1, 2, 3, 4, 5, 6]);
});

test('what is no level is unknown', () => {
  equal([code(undefined), code(''), code('ERROR'), code('loud')], [0, 0, 0, 0]);
  equal([glyph(99), className(99), label(99)], ['', 'level-unknown', '     ']);
});

test('every level has a shape and a label of its own, aligned', () => {
  const shapes = LEVELS.map((_, level) => glyph(level));
  equal(new Set(shapes).size, LEVELS.length);
  ok(shapes.every((shape) => shape.length <= 1), 'one column');
  equal(LEVELS.map((_, level) => label(level)), ['     ', 'TRACE', 'DEBUG', 'INFO ', 'WARN ', 'ERROR', 'FATAL']);
});
