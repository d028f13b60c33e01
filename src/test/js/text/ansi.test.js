import { equal, ok, test } from '../harness.js';
import { plain } from '../../../main/webapp/static/text/ansi.js';

/** What is shown, with the classes in brackets. @param {string} line */
function shown(line) {
  const { text, spans } = plain(line);
  let result = '';
  let at = 0;
  for (const { start, end, className } of spans) {
    ok(start >= at && end > start && end <= text.length, 'spans are in order and not empty');
    result += `${text.slice(at, start)}[${className}|${text.slice(start, end)}]`;
    at = end;
  }
  return result + text.slice(at);
}

/** @param {string} parameters */
const sgr = (parameters) => shown(`\x1b[${parameters}mx`);

test('a line without anything special is itself', () => {
  const line = '2026-11-20T08:00:01Z INFO größe=1 在庫 🔥 {"a":"b"} <img src=x onerror=alert(1)>';
  equal(plain(line), { text: line, spans: [] });
  equal(plain(''), { text: '', spans: [] });
});

test('colours become classes and leave the text', () => {
  equal(
    shown('\x1b[90m08:00:01\x1b[0m \x1b[32mINFO \x1b[0m [http-2] done'),
    '[fg-8|08:00:01] [fg-2|INFO ] [http-2] done',
  );
  equal(sgr('31;44'), '[fg-1 bg-4|x]');
  equal(sgr('97;100'), '[fg-15 bg-8|x]');
  equal(sgr('30;107'), '[fg-0 bg-15|x]');
});

test('each of the other looks is set and unset', () => {
  equal(sgr('1;2;3;4;9'), '[bold dim italic underline strike|x]');
  equal(sgr('21'), '[underline|x]');
  equal(sgr('4:3'), '[underline|x]');
  equal(sgr('4;4:0'), 'x');
  equal(sgr('1;2;3;4;9;31;42;7;22;23;24;29;27;39;49'), 'x');
  equal(sgr('1;31'), '[fg-1 bold|x]');
  equal(shown('\x1b[1;31ma\x1b[mb'), '[fg-1 bold|a]b');
  equal(shown('\x1b[31;ma'), 'a');
});

test('inverted text has its colours exchanged', () => {
  equal(sgr('7'), '[inverse|x]');
  equal(sgr('7;31;42'), '[fg-2 bg-1|x]');
  equal(sgr('7;31'), '[bg-1|x]');
  equal(sgr('7;42'), '[fg-2 bg-7|x]');
});

test('hidden and blinking text is text', () => {
  equal(sgr('8'), 'x');
  equal(sgr('5;6'), 'x');
});

test('256 colours become the nearest of the 16', () => {
  equal(sgr('38;5;1'), '[fg-1|x]');
  equal(sgr('38;5;196'), '[fg-9|x]');
  equal(sgr('38;5;46'), '[fg-10|x]');
  equal(sgr('38;5;21'), '[fg-12|x]');
  equal(sgr('38;5;208'), '[fg-11|x]');
  equal(sgr('48;5;88'), '[bg-1|x]');
  equal(sgr('38;5;240'), '[fg-8|x]');
  equal(sgr('38;5;232'), '[fg-0|x]');
  equal(sgr('38;5;255'), '[fg-15|x]');
  equal(sgr('38;5;256'), 'x');
});

test('24-bit colours too, with semicolons and with colons', () => {
  equal(sgr('38;2;255;0;0'), '[fg-9|x]');
  equal(sgr('48;2;0;90;0'), '[bg-2|x]');
  equal(sgr('38:2::0:0:255'), '[fg-12|x]');
  equal(sgr('38:2:0:0:255'), '[fg-12|x]');
  equal(sgr('38:5:3'), '[fg-3|x]');
  equal(sgr('38;2;255;0;0;1'), '[fg-9 bold|x]');
  equal(sgr('58;5;1;3'), '[italic|x]');
});

test('parameters that mean nothing change nothing', () => {
  equal(sgr('38'), 'x');
  equal(sgr('38;5'), 'x');
  equal(sgr('38;2;1'), 'x');
  equal(sgr('999;12345678901234567890'), 'x');
  equal(sgr('>4'), 'x');
  equal(sgr('1;'.repeat(100_000)), '[bold|x]');
});

test('a look that does not change is one span', () => {
  equal(shown('\x1b[31ma\x1b[31mb\x1b[39m\x1b[31mc'), '[fg-1|abc]');
});

test('links of OSC 8 are their text, whatever they lead to', () => {
  equal(shown('see \x1b]8;;javascript:alert(1)\x1b\\here\x1b]8;;\x1b\\ now'), 'see here now');
  equal(shown('\x1b]8;;data:text/html,<script>alert(1)</script>\x07a\x1b]8;;\x07'), 'a');
});

test('every other escape sequence is left out', () => {
  equal(shown('a\x1b[2Jb\x1b[1;1Hc\x1b[?25ld\x1b[6ne'), 'abcde');
  equal(shown('a\x1b]0;title\x07b\x1bPq#0\x1b\\c\x1b_x\x1b\\d\x1b^x\x1b\\e'), 'abcde');
  equal(shown('a\x1bcb\x1b(Bc\x1b=d\x1b7e'), 'abcde');
});

test('an escape sequence without an end hides nothing', () => {
  equal(shown('a\x1b]0;the rest of the line'), 'a[control|␛]]0;the rest of the line');
  equal(shown('a\x1b[31'), 'a[control|␛][31');
  equal(shown('a\x1b[31\x01mb'), 'a[control|␛][31[control|␁]mb');
  equal(shown('a\x1b'), 'a[control|␛]');
  equal(shown('\x1b]8;;x\x1b[31my'), '[control|␛]]8;;x[fg-1|y]');
});

test('control characters are seen', () => {
  equal(shown('a\x00b\rc\x08d\x7fe'), 'a[control|␀]b[control|␍]c[control|␈]d[control|␡]e');
  equal(shown('a\x9bb\x85'), 'a[control|\\x9b]b[control|\\x85]');
  equal(shown('\x1b[31ma\x00\x01b'), '[fg-1|a][control|␀␁][fg-1|b]');
});

test('what turns the direction of text, or breaks lines, is seen', () => {
  for (const code of [0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff]) {
    const sign = `\\u${code.toString(16).padStart(4, '0')}`;
    equal(shown(`a${String.fromCharCode(code)}b`), `a[control|${sign}]b`);
  }
});

test('halves of characters are seen, and whole ones stay', () => {
  equal(shown('a\ud83db'), 'a[control|\\ud83d]b');
  equal(shown('\udd25'), '[control|\\udd25]');
  equal(shown('🔥\ud83d'), '🔥[control|\\ud83d]');
  equal(shown('\x00🔥'), '[control|␀]🔥');
  equal(shown('\ud83d\ud83d\udd25'), '[control|\\ud83d]🔥');
});

test('a TAB goes to the next multiple of eight columns', () => {
  equal(plain('\tat a').text, '        at a');
  equal(plain('abc\tx').text, 'abc     x');
  equal(plain('12345678\tx').text, '12345678        x');
  equal(plain('在\tx\ty').text, '在      x       y');
  equal(plain('\x1b[31mab\x1b[0m\tx').text, 'ab      x');
  equal(shown('\x1b[41ma\tb'), '[bg-1|a       b]');
});

test('no line, however odd, is slow or fails', () => {
  const parts = ['\x1b[', '\x1b]', '\x1b', '31', 'm', ';', '\t', '\x07', 'a', '在', '\x00', '\ud83d', '38:5:', '\u202e'];
  let seed = 11;
  for (let round = 0; round < 2_000; round++) {
    let line = '';
    for (let i = 0; i < 20; i++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      line += parts[seed % parts.length];
    }
    ok(!/[\x00-\x1f\x7f-\x9f\u202e]/.test(plain(line).text), JSON.stringify(line));
    shown(line);
  }
  for (const part of parts) {
    shown(part.repeat(50_000));
  }
});
