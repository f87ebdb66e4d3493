/* Adds up what is recommended as somebody types, just as the button 「合計を計算し直す」 does without
this script. The server alone judges; what cannot be read counts as nothing here. */

import { tell } from "./words.js";

const bar = document.querySelector("[data-sum]");

function yenOf(text) {
  const plain = text.normalize("NFKC").replace(/[,、円¥\s]/g, "");
  return /^\d{1,12}$/.test(plain) ? Number(plain) : 0;
}

function written(yen) {
  return tell`${yen.toLocaleString("en-US")}円`;
}

function addUp() {
  const form = bar.closest("form");
  const fields = new FormData(form);
  const byCourse = new Map();
  let total = 0;
  for (const box of form.querySelectorAll("[data-amount]")) {
    const concluded = fields.get(`conclusion-${box.dataset.amount}`);
    if (concluded !== "recommended") continue;
    total += yenOf(box.value);
    byCourse.set(box.dataset.course, (byCourse.get(box.dataset.course) ?? 0) + yenOf(box.value));
  }
  const left = Number(bar.dataset.budget) - total;
  bar.querySelector("[data-sum-total]").textContent = written(total);
  const rest = bar.querySelector("[data-sum-left]");
  rest.textContent = left < 0 ? tell`${written(-left)} 超えています` : tell`残り ${written(left)}`;
  bar.toggleAttribute("data-over", left < 0);
  fillPots(byCourse);
}

// A course takes out of its own pot first; what that lacks, the common one gives.
function fillPots(byCourse) {
  const pots = [...bar.querySelectorAll("[data-pot]")];
  const common = pots.find((pot) => !pot.dataset.potCourses);
  let beyond = [...byCourse.values()].reduce((sum, yen) => sum + yen, 0);
  for (const pot of pots) {
    if (pot === common) continue;
    const own = pot.dataset.potCourses.split(" ");
    const taken = own.reduce((sum, course) => sum + (byCourse.get(course) ?? 0), 0);
    const given = common ? Math.min(taken, Number(pot.dataset.pot)) : taken;
    beyond -= given;
    tellPot(pot, given);
  }
  if (common) tellPot(common, beyond);
}

function tellPot(pot, given) {
  pot.querySelector("[data-pot-given]").textContent = written(given);
  const over = given > Number(pot.dataset.pot);
  pot.querySelector("[data-pot-over]").textContent = over ? tell`　超えています` : "";
}

if (bar) {
  bar.querySelector("[data-recount]")?.remove();
  bar.closest("form").addEventListener("input", addUp);
  addUp();
}
