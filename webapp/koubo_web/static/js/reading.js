/* Leads from one application to the next by keys, and says on a narrow screen which part is in sight.

J next, K previous, S the score sheet, P the proposal; never while somebody types, never with Ctrl, Alt
or Meta. No key sets a point. The switch beside the words turns the keys off for this browser. */

import { settled } from "./autosave.js";

const OFF = "koubo-keys-off";
const TYPED_IN = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button])";
const WAYS = { j: "a[rel=next]", k: "a[rel=prev]" };
const PLACES = { s: "sheet", p: "papers" };

function isOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

function turn(off) {
  try {
    localStorage.setItem(OFF, off ? "yes" : "");
  } catch {
    /* forbidden: the keys stay as they are */
  }
}

async function follow(link) {
  await settled(); // or the browser would ask about what is not saved yet
  link.click();
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  if (isOff() || event.target.closest?.(TYPED_IN)) return;
  const key = event.key.toLowerCase();
  const link = WAYS[key] && document.querySelector(WAYS[key]);
  if (link) return follow(link);
  const place = PLACES[key] && document.getElementById(PLACES[key]);
  if (!place) return;
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
}

function tellKeys(told) {
  const words = told.querySelector("[data-keys-on]");
  const button = told.querySelector("[data-keys-switch]");
  const labels = [button.textContent, button.dataset.off];
  const draw = () => {
    words.hidden = isOff();
    button.textContent = labels[Number(isOff())];
  };
  button.addEventListener("click", () => {
    turn(!isOff());
    draw();
  });
  told.hidden = false;
  draw();
}

function markPart(links) {
  const watch = new IntersectionObserver(
    (seen) => {
      for (const one of seen) {
        const link = links.find((link) => link.hash === `#${one.target.id}`);
        if (one.isIntersecting) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-45% 0px -50% 0px" }, // the part that the middle of the screen shows
  );
  for (const link of links) watch.observe(document.getElementById(link.hash.slice(1)));
}

const told = document.querySelector("[data-keys]");
if (told) {
  tellKeys(told);
  document.addEventListener("keydown", pressed);
}
markPart([...document.querySelectorAll(".k-jump__link")].filter((link) => link.hash));
