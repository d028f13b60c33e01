/**
 * Which lines are frames of a stack trace. Called for each line that comes: looks at characters where they stand, and
 * makes nothing.
 */

const BLANK = 0x20;
const TAB = 0x09;
const ESCAPE = 0x1b;
const FINAL_M = 0x6d;
const COLON = 0x3a;

/**
 * The first line of a frame, where it is printed on several: what follows is told by {@link isFrameDetail}.
 *
 * @param {string} line
 * @returns {boolean} whether it is a frame as Java, Kotlin, .NET, Node, Python, Go, Ruby, PHP or Rust prints it
 */
export function isFrame(line) {
  const start = behindColours(line);
  let at = start;
  while (line.charCodeAt(at) === BLANK || line.charCodeAt(at) === TAB) {
    at++;
  }
  const first = line.charCodeAt(at);
  const end = beforeColours(line);
  if (at === start) {
    return (
      (first === 0x61 && line.startsWith('at ', at) && isPlace(line, at + 3, end)) ||
      (first === 0x63 && line.startsWith('created by ', at)) ||
      (first === 0x23 && isNumbered(line, at + 1, BLANK)) || // #0 /srv/a.php(12): run()
      isGoCall(line, at, end)
    );
  }
  switch (first) {
    case 0x61: //     at com.acme.A.a(A.java:1) ~[acme.jar:1.2]
      return line.startsWith('at ', at) && isPlace(line, at + 3, end);
    case 0x46: //   File "a.py", line 3, in <module>
      return line.startsWith('File "', at) && line.includes('", line ', at + 6);
    case 0x66: //         from a.rb:3:in 'run'
      return line.startsWith('from ', at) && line.includes(':in ', at + 5);
    default: //    4: core::panicking::panic
      return isDigit(first) && isNumbered(line, at, COLON) && line.includes('::', at);
  }
}

/**
 * Python prints the code below the place, with marks below that; Go the place below the call.
 *
 * @param {string} line
 * @param {string} frame the first line of the frame above it
 * @returns {boolean} whether it belongs to that frame
 */
export function isFrameDetail(line, frame) {
  const start = behindColours(frame);
  const indent = indentation(frame, start);
  const own = indentation(line, behindColours(line));
  return indent === 0
    ? own > 0 && !frame.startsWith('at ', start) && !frame.startsWith('#', start)
    : own > indent && frame.startsWith('File "', start + indent);
}

/**
 * @param {string} line
 * @param {number} start
 * @returns {number} how many blanks and TABs stand there
 */
function indentation(line, start) {
  let end = start;
  while (line.charCodeAt(end) === BLANK || line.charCodeAt(end) === TAB) {
    end++;
  }
  return end - start;
}

/**
 * @param {string} line
 * @returns {number} where the text begins behind `ESC [ … m`
 */
function behindColours(line) {
  let start = 0;
  while (line.charCodeAt(start) === ESCAPE && line.charCodeAt(start + 1) === 0x5b) {
    let end = start + 2;
    while (line.charCodeAt(end) >= 0x30 && line.charCodeAt(end) <= 0x3b) {
      end++;
    }
    if (line.charCodeAt(end) !== FINAL_M) {
      return start;
    }
    start = end + 1;
  }
  return start;
}

/**
 * @param {string} line
 * @returns {number} where the text ends before a last `ESC [ … m`
 */
function beforeColours(line) {
  const last = line.length - 1;
  if (line.charCodeAt(last) !== FINAL_M) {
    return line.length;
  }
  let at = last - 1;
  while (line.charCodeAt(at) >= 0x30 && line.charCodeAt(at) <= 0x3b) {
    at--;
  }
  return line.charCodeAt(at) === 0x5b && line.charCodeAt(at - 1) === ESCAPE ? at - 1 : line.length;
}

/**
 * @param {string} line
 * @param {number} at
 * @param {number} end of the text
 * @returns {boolean} whether a place in the code stands there, to the end: `a.B.c(B.java:3)`, `/srv/a.js:3:7`, `A.cs:line 3`
 */
function isPlace(line, at, end) {
  const last = end - 1;
  if (last <= at || isDigit(line.charCodeAt(at))) {
    return false;
  }
  const code = line.charCodeAt(last);
  // The last two are the archive that a class is from, and a function without a name.
  if (code === 0x29 || code === 0x5d || (code === 0x3e && line.endsWith('<anonymous>', end))) {
    return true;
  }
  let number = last;
  while (isDigit(line.charCodeAt(number))) {
    number--;
  }
  return number < last && (line.charCodeAt(number) === COLON || line.endsWith(':line ', number + 1));
}

/**
 * @param {string} line
 * @param {number} at
 * @param {number} code
 * @returns {boolean} whether a number stands there, then this character, and a blank
 */
function isNumbered(line, at, code) {
  let end = at;
  while (isDigit(line.charCodeAt(end))) {
    end++;
  }
  return end > at && line.charCodeAt(end) === code && (code === BLANK || line.charCodeAt(end + 1) === BLANK);
}

/**
 * @param {string} line
 * @param {number} start
 * @param {number} end of the text
 * @returns {boolean} whether it is a call as Go writes it, to the end: `net/http.(*conn).serve(0xc000, 0x7)`
 */
function isGoCall(line, start, end) {
  const last = end - 1;
  if (line.charCodeAt(last) !== 0x29) {
    return false;
  }
  let open = last - 1;
  for (let depth = 1; open > start; open--) {
    const code = line.charCodeAt(open);
    depth += code === 0x29 ? 1 : code === 0x28 ? -1 : 0;
    if (depth === 0) {
      break;
    }
  }
  let dotted = false;
  for (let at = start; at < open; at++) {
    const code = line.charCodeAt(at);
    if (!isOfGoName(code)) {
      return false;
    }
    dotted ||= code === 0x2e;
  }
  return dotted;
}

/** @param {number} code */
function isOfGoName(code) {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x28 && code <= 0x2a) || // ( ) *
    (code >= 0x2d && code <= 0x39) || // - . / digits
    code === 0x5f ||
    code === 0x5b ||
    code === 0x5d ||
    code === 0x7b ||
    code === 0x7d ||
    code === 0x7e ||
    code === 0x25
  );
}

/** @param {number} code */
function isDigit(code) {
  return code >= 0x30 && code <= 0x39;
}
