import { equal, ok, test } from '../harness.js';
import { fuzzy, pieces, ranked } from '../../../main/webapp/static/app/fuzzy.js';

test('characters match in their order, whatever their case', () => {
  ok(fuzzy('ngacc', 'nginx/access.log') !== null, 'in order');
  ok(fuzzy('NGINX', 'nginx/access.log') !== null, 'other case');
  equal(fuzzy('ssecca', 'nginx/access.log'), null);
});

test('nothing is asked: everything matches equally', () => {
  equal(fuzzy('', 'anything'), { score: 0, at: [] });
});

test('beginnings of words are preferred', () => {
  equal(fuzzy('oe', 'shop/orders-error.log')?.at, [5, 12]);
  equal(fuzzy('fl', 'Find in the last, followLine')?.at, [0, 12]);
});

test('a whole run comes before scattered characters', () => {
  const names = ['catalina/open-orders-daemon.log', 'app/order.log', 'other/record.log'];
  equal(
    ranked('order', names, (name) => name).map(({ thing }) => thing),
    ['app/order.log', 'catalina/open-orders-daemon.log'],
  );
});

test('equal matches keep their order', () => {
  equal(ranked('', ['b', 'a'], (name) => name).map(({ thing }) => thing), ['b', 'a']);
});

test('what was found is cut out of the text', () => {
  equal(pieces('abcd', [1, 2]), [
    { text: 'a', isHit: false },
    { text: 'bc', isHit: true },
    { text: 'd', isHit: false },
  ]);
});
