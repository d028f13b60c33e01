/** How high a row is, as a multiple of the size of its text. */
const ROW_FACTORS = { compact: 1.3, normal: 1.5, roomy: 1.85 };

/**
 * Hands the settings to the style sheet. A row has whole pixels: the list counts with them.
 *
 * @param {import('../app/settings.js').Settings} settings
 * @param {string} language of the texts
 * @param {HTMLElement} [root]
 */
export function applyAppearance({ theme, density, size }, language, root = document.documentElement) {
  root.dataset.theme = theme;
  root.dataset.density = density;
  root.lang = language;
  root.style.setProperty('--size', `${size}px`);
  root.style.setProperty('--row', `${rowPixels(density, size)}px`);
}

/**
 * @param {keyof typeof ROW_FACTORS} density
 * @param {number} size of the text, in CSS pixels
 */
export function rowPixels(density, size) {
  return Math.round(size * ROW_FACTORS[density]);
}
