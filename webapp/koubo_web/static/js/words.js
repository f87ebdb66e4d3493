/* Says a script's texts in the page's language: tell`あと ${left}` is read into English where the
page is. The English ones stand in words.en.js and are loaded by English pages alone. */

const english = document.documentElement.lang === "en" ? (await import("./words.en.js")).default : null;

export function tell(pieces, ...values) {
  const plain = pieces.reduce((text, piece, at) => `${text}{${at}}${piece}`);
  const found = english?.[plain] ?? plain;
  return found.replace(/\{(\d+)\}/g, (hole, number) => values[number - 1] ?? hole);
}
