/* Saves a section of a draft, or a score sheet, by itself, and loses nothing that was typed.

The form says where to: data-autosave (the address) and data-person (who is signed in). What is not
saved yet stands in this tab's sessionStorage, never in localStorage: PCs in town halls are shared.
Without this script the button 「保存する」 does the same.

The server answers with {message, conflict?, fields?: {hidden field: its new value}, outputs?:
{data-output of a place on the page: its new text}}; where it refuses, {message} says why. */

import { clearKept, keptOf, keep, drop } from "./kept.js";
import { tell } from "./words.js";

const QUIET = 2000; // after the last key
const LONGEST = 15000; // while somebody types on and on
const PATIENCE = 20000; // for an answer
const WAITS = [3000, 6000, 12000, 30000, 60000]; // between tries where there is no network
const KEEPALIVE_MOST = 60000; // bytes that a browser sends after the page is gone

const LOST = tell`通信が切れています。入力はこの画面に残っています。つながると自動で保存します`;
const SIGNED_OUT = tell`ログインが切れています。入力はこの画面に残っています`;
const OTHER_PERSON = tell`別の方がログインしています。入力はこの画面に残っていますが、自動では保存しません`;
const REFUSED = tell`自動では保存できません。入力はこの画面に残っています。「保存する」を押すと、理由が分かります`;
const TROUBLE = tell`いま保存できません。入力はこの画面に残っています。しばらくしてから自動で保存します`;

const form = document.querySelector("form[data-autosave]");
const status = document.querySelector("[data-autosave-status]");
const notice = document.querySelector("[data-autosave-notice]");

let saved = ""; // what the server has, as far as this page knows
let timer = 0;
let since = 0; // when the oldest unsaved key was pressed
let sending = false;
let saving = Promise.resolve(); // ends when the last save has its answer
let failures = 0;
let stopped = false;
let leaving = false;
let shownConflict = "";

const NO_TEXT = ["hidden", "file", "submit", "button", "fieldset", "output"];

/** The texts that a person can change, in order: as they stand, or as the server drew them. */
function texts({ drawn = false } = {}) {
  const found = [];
  for (const box of form.elements) {
    if (!box.name || box.disabled || NO_TEXT.includes(box.type)) continue;
    if (box.type === "checkbox" || box.type === "radio") {
      if (drawn ? box.defaultChecked : box.checked) found.push([box.name, box.value]);
    } else if (box.type === "select-one") {
      const options = [...box.options];
      const chosen = drawn ? (options.find((one) => one.defaultSelected) ?? options[0]) : null;
      found.push([box.name, chosen ? chosen.value : box.value]);
    } else {
      const raw = box.type === "textarea" ? box.defaultValue : box.defaultValue.replace(/[\r\n]/g, "");
      found.push([box.name, drawn ? raw : box.value]);
    }
  }
  return found;
}

function state() {
  return JSON.stringify(texts());
}

function isDirty() {
  return state() !== saved;
}

function say(heading, { link = null, buttons = [], list = [], kind = "warning" } = {}) {
  notice.replaceChildren();
  notice.hidden = !heading;
  if (!heading) return;
  const banner = document.createElement("div");
  banner.className = "k-banner k-banner--short";
  banner.dataset.kind = kind;
  const words = document.createElement("div");
  words.className = "k-banner__words";
  const text = document.createElement("p");
  text.className = "k-banner__heading";
  text.textContent = heading;
  words.append(text);
  for (const line of list) {
    const typed = document.createElement("p");
    typed.className = "k-lines";
    typed.textContent = line;
    words.append(typed);
  }
  if (link) {
    const anchor = document.createElement("a");
    [anchor.href, anchor.textContent, anchor.target, anchor.rel] = [...link, "_blank", "noopener"];
    words.append(anchor);
  }
  if (buttons.length) {
    const row = document.createElement("div");
    row.className = "k-actions";
    for (const [label, press] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "k-button k-button--secondary";
      button.textContent = label;
      button.addEventListener("click", press);
      row.append(button);
    }
    words.append(row);
  }
  banner.append(words);
  notice.append(banner);
}

function soon(wait = QUIET) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function typed() {
  if (stopped || leaving) return;
  if (!isDirty()) {
    since = 0;
    drop(form);
    return;
  }
  since ||= Date.now();
  keep(form, texts());
  if (!failures) soon(Math.max(0, Math.min(QUIET, since + LONGEST - Date.now())));
}

/** What was sent before and comes after must change nothing. */
function nextTurn() {
  const turn = form.elements[":turn"];
  turn.value = String(Number(turn.value) + 1);
}

function body() {
  const sent = new FormData(form);
  for (const [name, value] of [...sent]) if (typeof value !== "string") sent.delete(name);
  return sent;
}

function save(options) {
  clearTimeout(timer);
  if (!(sending || stopped || leaving) && isDirty()) saving = send(options);
  return saving;
}

async function send({ last = false } = {}) {
  sending = true;
  nextTurn();
  const before = state();
  let answer = null;
  try {
    const small = before.length * 3 < KEEPALIVE_MOST;
    answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: body(),
      headers: { Accept: "application/json" },
      redirect: "error",
      keepalive: last && small,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  } catch {
    answer = null;
  }
  sending = false;
  if (leaving) return;
  await take(answer, before);
}

async function take(answer, before) {
  if (answer?.ok) {
    const told = await answer.json().catch(() => null);
    if (told) return done(told, before);
  }
  if (answer && [400, 401].includes(answer.status)) return renew();
  if (answer && answer.status < 500 && ![408, 429].includes(answer.status)) {
    const told = await answer.json().catch(() => null);
    return stop(told?.message ?? REFUSED);
  }
  const told = await answer?.json().catch(() => null);
  later(answer ? TROUBLE : LOST, told?.message ? { list: [told.message] } : {});
}

function done(told, before) {
  const wasTrouble = failures > 0;
  failures = 0;
  saved = before;
  for (const [name, value] of Object.entries(told.fields ?? {})) form.elements[name].value = value;
  for (const [name, text] of Object.entries(told.outputs ?? {})) {
    for (const place of document.querySelectorAll(`[data-output="${name}"]`)) place.textContent = text;
  }
  status.textContent = told.message;
  if (told.conflict) {
    shownConflict = told.conflict;
    say(told.conflict);
  } else if (shownConflict || wasTrouble) {
    shownConflict = "";
    say("");
  }
  since = 0;
  if (isDirty()) typed();
  else if (!told.conflict) drop(form);
}

function stop(words) {
  stopped = true;
  say(words);
}

function later(words, options = {}) {
  say(words, options);
  soon(WAITS[Math.min(failures, WAITS.length - 1)]);
  failures += 1;
}

/** Look whether somebody signed in again, and take the new token from the page as it is now. */
async function renew() {
  const link = [form.dataset.login, tell`別のタブでログインする`];
  let fresh = null;
  try {
    const page = await fetch(location.pathname, { signal: AbortSignal.timeout?.(PATIENCE) });
    if (new URL(page.url).pathname === form.dataset.login) return later(SIGNED_OUT, { link });
    if (page.status >= 500) return later(TROUBLE);
    if (page.redirected || !page.ok) return stop(REFUSED);
    const read = new DOMParser().parseFromString(await page.text(), "text/html");
    fresh = read.querySelector("form[data-autosave]");
  } catch {
    return later(LOST);
  }
  if (!fresh) return stop(REFUSED);
  if (fresh.dataset.person !== form.dataset.person) return stop(OTHER_PERSON);
  for (const box of document.querySelectorAll("input[name=csrf_token]")) {
    box.value = fresh.elements.csrf_token.value;
  }
  // A second refusal has another cause than the token.
  return failures > 2 ? later(TROUBLE) : ((failures += 1), save());
}

/** Offer what a crash or a reload left behind; nothing is put back without being asked for. */
function offer() {
  const left = keptOf(form);
  if (!left) return;
  const now = new Map(texts());
  const lost = left.texts.filter(([name, value]) => value.trim() && now.get(name) !== value);
  if (!lost.length) {
    typed(); // forgets it, or saves what the browser itself put back
    return;
  }
  const gone = lost.filter(([name]) => !form.elements[name]).map(([, value]) => value);
  say(tell`この画面には、保存できなかった入力が残っています`, {
    list: [...lost.slice(0, 3).map(([, value]) => value.slice(0, 60)), ...gone],
    buttons: [
      [tell`入力欄に戻す`, () => putBack(left.texts)],
      [tell`使わない`, () => (drop(form), say(""))],
    ],
    kind: "info-1",
  });
}

function putBack(kept) {
  const values = new Map();
  for (const [name, value] of kept) values.set(name, [...(values.get(name) || []), value]);
  for (const box of form.elements) {
    if (!box.name || box.type === "hidden" || box.type === "file" || box.type === "submit") continue;
    if (box.type === "checkbox" || box.type === "radio") {
      box.checked = (values.get(box.name) || []).includes(box.value);
    } else if (values.has(box.name)) {
      box.value = values.get(box.name).shift() ?? box.value;
    }
  }
  say("");
  typed();
  save();
}

function start() {
  clearKept((person) => person !== form.dataset.person); // of whoever sat here before
  saved = JSON.stringify(texts({ drawn: true })); // some browsers put back what was typed before
  offer();
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("focusout", () => failures || save());
  form.addEventListener("submit", () => {
    leaving = true;
    nextTurn();
    if (isDirty()) keep(form, texts()); // until the answer's page finds it saved
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ last: true });
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("online", () => save());
  addEventListener("offline", () => isDirty() && later(LOST));
  addEventListener("beforeunload", (event) => {
    if (!leaving && (isDirty() || shownConflict)) event.preventDefault();
  });
}

/** Save what is not saved yet, before another script leads on; what was typed during a save too. */
export async function settled() {
  await saving;
  await save();
}

if (form && status && notice) start();
