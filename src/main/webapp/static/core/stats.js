/** Frames of a minute. */
const FRAMES = 3_600;

/** Frames are measured for so long after something has happened: an idle page shall be idle. */
const AWAKE_MILLIS = 1_000;

/** Frames of so long ago are the present speed. */
const RECENT_FRAMES = 60;

const SAMPLE_MILLIS = 500;

/** Ten seconds of samples. */
const SAMPLES = 20;

/**
 * What the page measures of itself. Nothing here is estimated: frames are the times between two animation frames while
 * there is something to paint, the main thread's share is the time spent in the page's own work with the painting it led to.
 */
export class Stats {
  /** From the start of the navigation to the first line in view, null: none yet. @type {number | null} */
  firstLineMillis = null;

  /** Told twice a second. */
  onSample = () => {};

  #frames = new Float64Array(FRAMES);
  #frameCount = 0;
  #lastFrame = 0;
  #awakeUntil = 0;
  #isLooping = false;
  #busyMillis = 0;
  /** @type {{at: number, busyMillis: number, lines: number}[]} */
  #samples = [];
  #lineCount;
  #channel = new MessageChannel();
  #paintStart = 0;

  /** @param {() => number} lineCount lines so far without the history that the view began with: that says nothing of the log's pace */
  constructor(lineCount) {
    this.#lineCount = lineCount;
    // Comes after the frame was laid out and painted: that time is the page's, too.
    this.#channel.port1.onmessage = () => {
      this.#busyMillis += performance.now() - this.#paintStart;
    };
    setInterval(() => this.#sample(), SAMPLE_MILLIS);
    document.addEventListener('visibilitychange', () => {
      this.#lastFrame = 0;
    });
  }

  /** @param {number} millis of work that was just done */
  busy(millis) {
    this.#busyMillis += millis;
    this.awake();
  }

  /** @param {number} scriptMillis that a painting took, which ends just now and is yet to be laid out */
  painted(scriptMillis) {
    this.#paintStart = performance.now() - scriptMillis;
    this.#channel.port2.postMessage(null);
    this.awake();
  }

  /** Something happens: frames count. */
  awake() {
    this.#awakeUntil = performance.now() + AWAKE_MILLIS;
    if (!this.#isLooping && document.visibilityState === 'visible') {
      this.#isLooping = true;
      this.#lastFrame = 0;
      requestAnimationFrame((now) => this.#frame(now));
    }
  }

  get linesPerSecond() {
    const first = this.#samples[Math.max(0, this.#samples.length - 5)];
    const last = this.#samples[this.#samples.length - 1];
    return first === undefined || last.at === first.at ? 0 : ((last.lines - first.lines) * 1_000) / (last.at - first.at);
  }

  /** Of the last ten seconds, 0 to 1. */
  get mainThreadShare() {
    const first = this.#samples[0];
    const last = this.#samples[this.#samples.length - 1];
    return first === undefined || last.at === first.at ? 0 : (last.busyMillis - first.busyMillis) / (last.at - first.at);
  }

  /** Of the last second in which there was something to paint. */
  get fps() {
    const recent = this.#recent(RECENT_FRAMES);
    const sum = recent.reduce((total, millis) => total + millis, 0);
    return sum === 0 ? 0 : (recent.length * 1_000) / sum;
  }

  /** Of the last minute with something to paint. */
  get p95FrameMillis() {
    const sorted = this.#recent(FRAMES).sort();
    return sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))];
  }

  /** Of the last minute with something to paint. */
  get longestFrameMillis() {
    return this.#recent(FRAMES).reduce((longest, millis) => Math.max(longest, millis), 0);
  }

  /** @param {number} count at most @returns {Float64Array} a copy */
  #recent(count) {
    const available = Math.min(count, this.#frameCount, FRAMES);
    const found = new Float64Array(available);
    for (let index = 0; index < available; index++) {
      found[index] = this.#frames[(this.#frameCount - 1 - index) % FRAMES];
    }
    return found;
  }

  /** @param {number} now */
  #frame(now) {
    if (this.#lastFrame > 0) {
      this.#frames[this.#frameCount % FRAMES] = now - this.#lastFrame;
      this.#frameCount++;
    }
    this.#lastFrame = now;
    if (performance.now() < this.#awakeUntil) {
      requestAnimationFrame((next) => this.#frame(next));
    } else {
      this.#isLooping = false;
    }
  }

  #sample() {
    this.#samples.push({ at: performance.now(), busyMillis: this.#busyMillis, lines: this.#lineCount() });
    if (this.#samples.length > SAMPLES) {
      this.#samples.shift();
    }
    this.onSample();
  }
}
