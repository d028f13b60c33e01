/** What a server, or something before it, said instead of what it was asked for. */
export class Refusal extends Error {
  /**
   * @param {{status: number, detail?: string, waitMillis?: number, full?: boolean, number?: string, fromServer?: boolean}} said
   *     `detail` for people, empty: none; `waitMillis` how long to stay away, 0: not said; `full`: all places are taken;
   *     `number` under which the server's log says more; `fromServer`: LogStreamer itself said it, and no proxy or container
   */
  constructor({ status, detail = '', waitMillis = 0, full = false, number = '', fromServer = false }) {
    super(detail === '' ? `HTTP ${status}` : detail);
    this.status = status;
    this.detail = detail;
    this.waitMillis = waitMillis;
    this.full = full;
    this.number = number;
    this.fromServer = fromServer;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Refusal>}
 */
export async function refusalOf(response) {
  const waitMillis = retryAfterMillis(response.headers.get('Retry-After'));
  if (!(response.headers.get('Content-Type') ?? '').startsWith('application/problem+json')) {
    return new Refusal({ status: response.status, waitMillis });
  }
  try {
    return refusalOfProblem(await response.json(), response.status, waitMillis);
  } catch {
    // Cut off on its way: the status says enough.
    return new Refusal({ status: response.status, waitMillis });
  }
}

/**
 * @param {any} problem RFC 9457
 * @param {number} status
 * @param {number} waitMillis
 */
export function refusalOfProblem(problem, status = problem.status ?? 500, waitMillis = 0) {
  return new Refusal({
    status,
    detail: String(problem.detail ?? problem.title ?? ''),
    waitMillis,
    full: status === 429 || problem.limit !== undefined,
    number: String(problem.instance ?? ''),
    fromServer: true,
  });
}

/**
 * @param {string | null} value seconds, or a date (RFC 9110, 10.2.3)
 * @returns {number} 0: nothing that can be used
 */
function retryAfterMillis(value) {
  if (value === null) {
    return 0;
  }
  const millis = /^\s*[0-9]+\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return millis > 0 ? millis : 0;
}
