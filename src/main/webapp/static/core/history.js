import { lineOf } from './records.js';
import { Refusal, refusalOf } from './refusal.js';

/** The server may be asked for up to 10,000; a page of this many is there before the reader has scrolled through one. */
export const PAGE_LINES = 1_024;

/**
 * @typedef {{lines: import('./lines.js').Line[], gaps: {before: number, gap: any}[], firstPlace: string, lastPlace: string,
 *     more: boolean}} Page
 *     lines in the order of the log; gaps with the index of the line that stands behind them; whether the range has more
 */

/** Pages of the past (docs/protocol.md, "Pages of the past"). */
export class History {
  #url;
  #times;

  /**
   * @param {(path: string, params: Record<string, string | number>) => URL} url with the sources of this view
   * @param {import('../text/owntimes.js').OwnTimes} [times] reads times without a zone
   */
  constructor(url, times) {
    this.#url = url;
    this.#times = times;
  }

  /**
   * The last lines of a range, or the first.
   *
   * @param {{after?: string, before?: string, backward?: boolean, limit?: number}} range
   * @returns {Promise<Page>}
   */
  async page({ after, before, backward = false, limit = PAGE_LINES }) {
    /** @type {Record<string, string | number>} */
    const params = { limit, direction: backward ? 'backward' : 'forward' };
    if (after !== undefined && after !== '') {
      params.after = after;
    }
    if (before !== undefined && before !== '') {
      params.before = before;
    }
    const response = await fetch(this.#url('api/v1/logs', params), {
      headers: { Accept: 'application/x-ndjson, application/problem+json' },
      cache: 'no-store',
    });
    if (!response.ok) {
      throw await refusalOf(response);
    }
    const records = recordsOf(await response.text());
    if (backward) {
      records.reverse();
    }
    return {
      ...split(records, this.#times),
      firstPlace: response.headers.get('LogStreamer-First-Event-ID') ?? '',
      lastPlace: response.headers.get('LogStreamer-Last-Event-ID') ?? '',
      more: (response.headers.get('Link') ?? '').includes('rel="next"'),
    };
  }

  /**
   * All lines between two places. A page may be shorter than it was asked for, so it takes as many as it needs.
   *
   * @param {{after: string, before: string, count: number}} range with the number of lines that are expected in it
   * @returns {Promise<Page>}
   */
  async range({ after, before, count }) {
    let page = await this.page({ after, before, limit: count });
    const lines = page.lines;
    const gaps = page.gaps;
    const { firstPlace } = page;
    while (page.more && lines.length < count) {
      page = await this.page({ after: page.lastPlace, before, limit: count - lines.length });
      if (page.lines.length === 0) {
        break;
      }
      gaps.push(...page.gaps.map(({ before: index, gap }) => ({ before: index + lines.length, gap })));
      lines.push(...page.lines);
    }
    return { lines, gaps, firstPlace, lastPlace: page.lastPlace, more: page.more };
  }
}

export { Refusal };

/** @param {string} text one JSON object on each line */
function recordsOf(text) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/**
 * @param {any[]} records in the order of the log
 * @param {import('../text/owntimes.js').OwnTimes} [times]
 */
function split(records, times) {
  const lines = [];
  const gaps = [];
  for (const record of records) {
    if (record.event === 'gap') {
      gaps.push({ before: lines.length, gap: record });
    } else {
      lines.push(lineOf(record, times));
    }
  }
  return { lines, gaps };
}
