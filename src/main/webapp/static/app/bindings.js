/**
 * Every command of the page with its keys, in the order and the groups in which the list of keys shows them. In the
 * manner of less and lnav where they have a key for it. A key is written as `keyName` gives it.
 *
 * @type {readonly {group: string, commands: readonly (readonly [id: string, ...keys: string[]])[]}[]}
 */
export const BINDINGS = [
  {
    group: 'move',
    commands: [
      ['lineUp', 'ArrowUp', 'k'],
      ['lineDown', 'ArrowDown', 'j'],
      ['pageUp', 'PageUp', 'b', 'Shift+Space'],
      ['pageDown', 'PageDown', 'Space'],
      ['halfPageUp', 'u'],
      ['halfPageDown', 'd'],
      ['top', 'Home', 'g'],
      ['bottom', 'End', 'G'],
      ['left', 'ArrowLeft'],
      ['right', 'ArrowRight'],
      ['nextError', 'e'],
      ['previousError', 'E'],
      ['nextWarning', 'w'],
      ['previousWarning', 'W'],
      ['mark', 'm'],
      ['jumpToMark', "'"],
      ['loadOlder'],
    ],
  },
  {
    group: 'followAndPause',
    commands: [
      ['follow', 'f', 'F'],
      ['pause', 'p'],
      ['reconnect', 'r'],
    ],
  },
  {
    group: 'search',
    commands: [
      ['focusFind', '/', 'Ctrl+f'],
      ['nextHit', 'n', 'F3'],
      ['previousHit', 'N', 'Shift+F3'],
      ['toggleOnly', '&', 'Alt+o'],
      ['toggleCase', 'Alt+c'],
      ['toggleRegex', 'Alt+r'],
      ['showInContext'],
      ['stopOlder', 'Escape'],
      ['closeFind', 'Escape'],
    ],
  },
  {
    group: 'select',
    commands: [
      ['selectUp', 'Shift+ArrowUp'],
      ['selectDown', 'Shift+ArrowDown'],
      ['selectAll', 'Ctrl+a'],
      ['copy', 'y', 'Ctrl+c'],
      ['copyWithTime', 'Y'],
      ['copyLink', 'L'],
      ['download', 'S'],
      ['leave', 'Escape'],
    ],
  },
  {
    group: 'view',
    commands: [
      ['expand', 'o', 'Enter'],
      ['foldAll', 'O'],
      ['toggleWrap', 'l'],
      ['nextTimeForm', 't'],
      ['clear', 'c'],
      ['unclear', 'C'],
      ['larger', '+'],
      ['smaller', '-'],
      ['nextDensity', 'D'],
      ['toggleTheme', 'T'],
    ],
  },
  {
    group: 'page',
    commands: [
      ['openSources', 's'],
      ['openPalette', ':', 'Ctrl+k'],
      ['openHelp', '?'],
      ['openSettings', ','],
      ['openAbout'],
      ['openWelcome'],
    ],
  },
];
