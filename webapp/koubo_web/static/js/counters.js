/* Counts characters as somebody types, just as the server does: blanks at both ends do not count, a
line end is one, and so is a character outside the first 65,536 (𠮷, an emoji).

The line with the limit says data-counts (the id of its box) and data-most. It is read aloud (aria-live)
only once the typing stops. */

import { tell } from "./words.js";

const QUIET = 600;

function told(length, most) {
  const over = length - most;
  if (over > 0) return tell`${most}字まで（いま${length}字。${over}字多すぎます）`;
  return tell`${most}字まで（いま${length}字）`;
}

for (const line of document.querySelectorAll("[data-counts]")) {
  const box = document.getElementById(line.dataset.counts);
  const most = Number(line.dataset.most);
  let timer = 0;
  const count = () => {
    const length = [...box.value.trim().replace(/\r\n/g, "\n")].length;
    line.textContent = told(length, most);
    line.toggleAttribute("data-over", length > most);
  };
  box?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(count, QUIET);
  });
}
