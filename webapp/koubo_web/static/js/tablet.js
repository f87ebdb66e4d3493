/* The tablet's page: one talk at a time, saved by itself, and again once the network is back.

Without this script every sheet stands below the other with its own button 「保存する」. What is
unsaved is kept by tablet_store.js, sent by tablet_sheet.js; here is when, and what a person is told. */

import { Sheet } from "./tablet_sheet.js";
import { Store } from "./tablet_store.js";
import { askToHandIn, clockWords, showStuck } from "./tablet_words.js";
import { tell } from "./words.js";

const QUIET = 900; // after the last touch
const WAITS = [2000, 4000, 8000, 15000, 30000];
const CALL = 30000;

const root = document.querySelector("[data-tablet]");
const words = root?.querySelector("[data-keeping-words]");
const bar = root?.querySelector("[data-keeping]");
const notice = root?.querySelector("[data-keeping-notice]");
const store = root && new Store(root.dataset.tablet);
const sheets = root ? [...root.querySelectorAll("form[data-marks]")].map((form) => new Sheet(form, store)) : [];

let timer = 0;
let sending = false;
let failures = 0;
let renewals = 0;
let lost = false;
let shut = false;
let lastWord = "";
let clock = null;
let offset = 0;

const token = () => root.querySelector("input[name=csrf_token]").value;
const waiting = () => sheets.filter((one) => one.unsaved && !one.stuck);

function say() {
  const unsaved = sheets.filter((one) => one.unsaved).length;
  const stuck = sheets.filter((one) => one.stuck && (one.unsaved || one.stuck.kind !== "problems")).length;
  let [text, tone] = [lastWord || tell`すべて保存されています`, "saved"];
  if (shut) [text, tone] = [unsaved ? tell`未送信 ${unsaved}件。カードが使えなくなっています。採点はこの端末に残っています。事務局に声をかけてください` : tell`カードが使えなくなっています。事務局に声をかけてください`, "over"];
  else if (stuck) [text, tone] = [tell`確かめてほしい審査票が ${stuck}件あります`, "over"];
  else if (unsaved && lost) [text, tone] = [tell`未送信 ${unsaved}件。通信が切れています。採点はこの端末に残っていて、つながると送ります`, "unsent"];
  else if (unsaved) [text, tone] = [tell`未送信 ${unsaved}件。送っています`, "sending"];
  else if (lost) [text, tone] = [lastWord ? tell`${lastWord}。いま通信が切れています。採点は続けられます` : tell`いま通信が切れています。採点は続けられます`, "unsent"];
  if (unsaved && sheets.some((one) => !one.lasting)) text += tell`（この端末には残せません。ページを閉じないでください）`;
  if (words.textContent !== text) words.textContent = text;
  bar.dataset.tone = tone;
  for (const one of sheets) mark(one);
}

function mark(one) {
  const tag = root.querySelector(`[data-mark="${one.id}"] .k-tag`);
  if (!tag) return;
  const some = Object.values(one.texts()).some((text) => text);
  const [text, tone] = one.unsaved ? [tell`未送信`, "yellow"] : one.isIn ? [tag.dataset.was ?? tell`提出済み`, "green"] : some ? [tell`途中`, "blue"] : [tell`未記入`, "neutral"];
  if (one.isIn && !one.unsaved && !one.form.dataset.closed) return;
  [tag.textContent, tag.dataset.tone] = [text, tone];
}

function soon(wait) {
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
}

async function flush(options = {}) {
  clearTimeout(timer);
  if (sending || shut) return;
  sending = true;
  try {
    for (const one of waiting()) if (!(await sendOne(one, options))) break;
  } finally {
    sending = false;
  }
  say();
  if (waiting().length && !shut) soon(lost || failures ? WAITS[Math.min(failures, WAITS.length - 1)] : QUIET);
}

/** Send one sheet; say whether the next may follow. */
async function sendOne(one, options) {
  const told = await one.send(token(), options);
  if (told.kind === "saved") {
    [failures, renewals, lost] = [0, 0, false];
    lastWord = told.message;
    if (one.isIn) one.form.dataset.closed = "yes";
    showStuck(one, say, flush);
    return true;
  }
  if (["problems", "overtaken", "refused"].includes(told.kind)) {
    lost = false;
    showStuck(one, say, flush);
    return true;
  }
  if (told.kind === "gone") {
    await call(); // the sheet goes only on the site's own word: any other door answers 404 as well
    if (!sheets.includes(one)) return true;
  }
  failures += 1;
  lost = told.kind === "lost";
  if (told.kind === "shut") close();
  if (told.kind === "token") await renew();
  return false;
}

/** Take the session's new token from the page as it is now: the card was opened once more. */
async function renew() {
  if ((renewals += 1) > 3) return;
  try {
    const answer = await fetch(root.dataset.home);
    if (answer.status === 403) return close();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-tablet]");
    if (fresh?.dataset.tablet !== root.dataset.tablet) return close();
    const value = fresh.querySelector("input[name=csrf_token]").value;
    for (const box of document.querySelectorAll("input[name=csrf_token]")) box.value = value;
    soon(0);
  } catch {
    lost = true;
  }
}

/** The card opens nothing any more: nothing is shown, and what is unsaved stays on the tablet. */
function close() {
  shut = true;
  for (const section of root.querySelectorAll("[data-sheet], .k-order")) section.hidden = true;
  say();
}

/** Somebody stood aside, or the sheet was taken away: nothing of it stays here. */
function remove(id) {
  store.drop(id);
  root.querySelector(`[data-sheet="${id}"]`)?.remove();
  root.querySelector(`[data-to="${id}"]`)?.closest("li").remove();
  const at = sheets.findIndex((one) => one.id === id);
  if (at >= 0) sheets.splice(at, 1);
  pick();
}

async function call() {
  if (shut || document.visibilityState === "hidden") return;
  try {
    const answer = await fetch(root.dataset.here, { method: "POST", body: new URLSearchParams({ csrf_token: token() }), headers: { Accept: "application/json" }, redirect: "error" });
    if (answer.status === 403) return close();
    if (answer.status === 400) return renew();
    if (!answer.ok) return;
    const told = await answer.json();
    const back = lost;
    lost = false;
    clock = told.clock;
    offset = told.now - Date.now();
    for (const one of [...sheets]) {
      const now = told.sheets[one.id];
      if (!now) remove(one.id);
      else if (now.state === "absent" && !one.isIn) one.close();
    }
    if (back || waiting().length) soon(0);
  } catch {
    lost = true;
  }
  say();
}

function tick() {
  const text = clockWords(clock, Date.now() + offset);
  const place = root.querySelector("[data-keeping-now]");
  if (place.textContent !== text) place.textContent = text;
  for (const link of root.querySelectorAll("[data-place]")) {
    link.toggleAttribute("data-speaking", Boolean(clock?.place) && link.dataset.place === String(clock.place));
  }
}

/** Show the one sheet that the address names, or the first that is still open. */
function pick() {
  const named = location.hash.startsWith("#sheet-") ? location.hash.slice(7) : "";
  const found = sheets.find((one) => one.id === named) ?? sheets.find((one) => !one.isIn) ?? sheets[0];
  for (const one of sheets) {
    const shown = one === found;
    one.form.closest("[data-sheet]").hidden = !shown;
    const link = root.querySelector(`[data-to="${one.id}"]`);
    if (shown) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
}

function start() {
  root.dataset.scripted = "";
  for (const one of sheets) {
    const typed = () => (one.typed(), say(), soon(QUIET));
    one.form.addEventListener("input", typed);
    one.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.value === "next") askToHandIn(one, () => ((one.handIn = true), typed(), flush()));
      else typed(), flush();
    });
  }
  store.listen((id, text) => {
    const one = sheets.find((each) => each.id === id);
    const kept = text && JSON.parse(text);
    if (one && kept && !one.isIn) one.adopt(kept), say();
  });
  const others = store.others();
  if (others) {
    notice.hidden = false;
    notice.className = "k-banner k-banner--short";
    notice.dataset.kind = "warning";
    notice.textContent = tell`この端末には、別の席の未送信の採点が ${others}件残っています。事務局に声をかけてください。`;
  }
  addEventListener("hashchange", pick);
  addEventListener("online", () => (call(), flush()));
  addEventListener("offline", () => ((lost = true), say()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush({ last: true });
    else call();
  });
  addEventListener("beforeunload", (event) => {
    if (sheets.some((one) => one.unsaved && !one.lasting)) event.preventDefault();
  });
  pick();
  say();
  call();
  setInterval(call, CALL);
  setInterval(tick, 1000);
  if (waiting().length) soon(0);
}

if (root) start();
