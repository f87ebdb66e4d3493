/* Keys of a list: j and k move from row to row, o opens, x ticks, / searches, ? tells the keys.

Each row is entered at its link, so that Enter opens it, the focus shows where one is, and what is
read aloud is the row's own name. Keys that are typed into a field, or together with others, are
left alone; whoever is disturbed by them switches them off, in this browser. */

const OFF = "koubo-list-keys-off";
const table = document.querySelector("[data-list]");
const keys = document.querySelector("[data-list-keys]");
const rows = table ? [...table.tBodies[0].rows] : [];

const remembered = {
  get off() {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  },
  set off(value) {
    try {
      localStorage.setItem(OFF, value ? "1" : "0");
    } catch {
      /* not kept: it holds for this page */
    }
  },
};
let off = remembered.off;

function here() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function entry(row) {
  return row.querySelector("a[href]") ?? row.querySelector("input");
}

function move(step) {
  const now = here();
  const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), rows.length - 1);
  const row = rows[next];
  if (!row) return;
  entry(row)?.focus();
  row.scrollIntoView({ block: "nearest" });
}

function showKeys() {
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

const DOES = {
  j: () => move(1),
  k: () => move(-1),
  o: () => rows[here()]?.querySelector("a[href]")?.click(),
  x: () => rows[here()]?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("[data-list-search]")?.focus(),
  "?": showKeys,
};

function typing(target) {
  return target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  const does = DOES[event.key];
  if (off || !does || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) return;
  event.preventDefault();
  does();
});

const on = keys?.querySelector("[data-list-on]");
if (on) {
  keys.querySelector("[data-list-switch]").hidden = false;
  on.checked = !off;
  on.addEventListener("change", () => {
    off = !on.checked;
    remembered.off = off;
  });
}
