import { html, svg } from 'lit-html';

/** Own icons, drawn with strokes of the text's colour. They say nothing by themselves: the button around has a label. */
export const icons = {
  /** Is filled by itself: the sign of the product, as in `icon.svg`. */
  logo: html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7" />
    <path d="M7 10h18M7 16h11M7 22h6" />
    <circle cx="23" cy="22" r="3" />
  </svg>`,
  layers: icon(svg`<path d="M8 2 14 5 8 8 2 5zM2 8l6 3 6-3M2 11l6 3 6-3" />`),
  down: icon(svg`<path d="m4 6 4 4 4-4" />`),
  up: icon(svg`<path d="m4 10 4-4 4 4" />`),
  find: icon(svg`<circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.5 3.5" />`),
  close: icon(svg`<path d="m4 4 8 8M12 4l-8 8" />`),
  copy: icon(svg`<path d="M6 6h7v8H6zM10 6V2H3v8h3" />`),
  check: icon(svg`<path d="m3 8.5 3.5 3.5L13 4.5" />`),
  help: icon(svg`<circle cx="8" cy="8" r="6" /><path d="M6 6.5a2 2 0 1 1 2.7 1.8C8.2 8.6 8 8.9 8 9.5M8 11.5v.2" />`),
  warning: icon(svg`<path d="M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.5v.2" />`),
  settings: icon(
    svg`<path d="M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7" /><circle cx="11" cy="4.5" r="1.8" /><circle cx="5" cy="11.5" r="1.8" />`,
  ),
  commands: icon(svg`<path d="M2 3h12v10H2zM4.5 6l2 2-2 2M8.5 10h3" />`),
  themes: {
    auto: icon(svg`<circle cx="8" cy="8" r="5.5" /><path class="filled" d="M8 2.5a5.5 5.5 0 0 0 0 11z" />`),
    light: icon(
      svg`<circle cx="8" cy="8" r="3" /><path d="M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6 13 13M3 13l1.4-1.4M11.6 4.4 13 3" />`,
    ),
    dark: icon(svg`<path d="M13 9.8A5.8 5.8 0 0 1 6.2 3a5.8 5.8 0 1 0 6.8 6.8z" />`),
  },
};

/** @param {import('lit-html').TemplateResult} shapes */
function icon(shapes) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${shapes}</svg>`;
}
