/**
 * The text of a row, or of a piece of it, cut where its look changes.
 *
 * @param {string} text
 * @param {readonly import('./ansi.js').Span[]} spans in order, not overlapping
 * @param {readonly {start: number, end: number, current?: boolean}[]} hits of a search, in order, not overlapping
 * @param {number} [from] where the piece begins
 * @param {number} [to] where it ends
 * @returns {{text: string, className: string}[]} together the text of the piece; empty where that is
 */
export function segments(text, spans, hits, from = 0, to = text.length) {
  if (from >= to) {
    return [];
  }
  if (spans.length === 0 && hits.length === 0) {
    return [{ text: text.slice(from, to), className: '' }];
  }
  const result = [];
  let span = 0;
  let hit = 0;
  for (let at = from; at < to; ) {
    while (span < spans.length && spans[span].end <= at) {
      span++;
    }
    while (hit < hits.length && (hits[hit].end <= hits[hit].start || endOf(text, hits[hit]) <= at)) {
      hit++;
    }
    let end = to;
    let className = '';
    if (span < spans.length) {
      const { start, end: spanEnd } = spans[span];
      className = start <= at ? spans[span].className : '';
      end = Math.min(end, start <= at ? spanEnd : start);
    }
    if (hit < hits.length) {
      const start = startOf(text, hits[hit]);
      const name = hits[hit].current ? 'hit hit-current' : 'hit';
      if (start <= at) {
        className = className === '' ? name : `${className} ${name}`;
      }
      end = Math.min(end, start <= at ? endOf(text, hits[hit]) : start);
    }
    result.push({ text: text.slice(at, end), className });
    at = end;
  }
  return result;
}

/**
 * A pattern may match half of a character that takes two places; halves cannot be shown.
 *
 * @param {string} text
 * @param {{start: number, end: number}} hit
 */
function startOf(text, hit) {
  return isInside(text, hit.start) ? hit.start - 1 : hit.start;
}

/**
 * @param {string} text
 * @param {{start: number, end: number}} hit
 */
function endOf(text, hit) {
  return isInside(text, hit.end) ? hit.end + 1 : hit.end;
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {boolean} whether a character begins before `at` and ends behind it
 */
function isInside(text, at) {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}
