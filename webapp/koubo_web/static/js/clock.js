/* The clock on the projector: asks every few seconds what runs, and counts down in between.

Where this script does not run, the page asks for itself anew by a meta tag. */

import { clockParts } from "./tablet_words.js";
import { tell } from "./words.js";

const ASK = 3000;
const SOON = 60; // seconds
const box = document.querySelector("[data-clock]");
let told = null;
let etag = "";
let offset = 0;
let lost = false;

const put = (name, text) => {
  const place = box.querySelector(`[data-clock-${name}]`);
  if (place && place.textContent !== text) place.textContent = text;
};

async function ask() {
  try {
    const answer = await fetch(box.dataset.clock, { headers: etag ? { "If-None-Match": etag } : {}, redirect: "error" });
    const now = answer.headers.get("Koubo-Now");
    if (now) offset = Number(now) - Date.now();
    if (answer.status === 200) {
      const fresh = await answer.json();
      // The officer's buttons are drawn for what runs.
      if (told && fresh.place !== told.place && document.querySelector("form [name=slot]")) return location.reload();
      told = fresh;
      etag = answer.headers.get("ETag") ?? "";
    }
    lost = answer.status !== 200 && answer.status !== 304;
  } catch {
    lost = true;
  }
  draw();
}

function draw() {
  if (!told) return;
  put("title", told.now.title || (told.coming.title ? tell`次の発表までお待ちください` : tell`発表は終わりました`));
  put("organisation", told.now.organisation);
  put("next", told.coming.title ? `${told.coming.title}　${told.coming.organisation}` : tell`ありません`);
  if (!told.place) {
    put("words", lost ? tell`通信が切れています` : tell`待機中`);
    put("left", "");
    box.dataset.tone = "wait";
    return;
  }
  const [words, left] = clockParts(told, Date.now() + offset);
  put("words", lost ? tell`${words}（通信が切れています。残り時間は続けて数えています）` : words);
  put("left", left);
  const at = told.stands_at ?? (Date.now() + offset) / 1000;
  const part = told.parts.find((one) => at < one.ends_at) ?? told.parts.at(-1);
  const rest = part.ends_at - at;
  box.dataset.tone = told.stands_at ? "wait" : rest < 0 ? "over" : rest <= SOON ? "soon" : part.phase;
}

if (box) {
  ask();
  setInterval(ask, ASK);
  setInterval(draw, 500);
}
