/* What a tablet's page tells of one sheet, and asks before it is handed in. */

import { tell } from "./words.js";

function paragraph(text, name = "") {
  const made = document.createElement("p");
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

function pressed(label, kind, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `k-button k-button--${kind}`;
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}

function row(...buttons) {
  const made = document.createElement("div");
  made.className = "k-actions";
  made.append(...buttons);
  return made;
}

/** Ask once more on the page itself, so that it works without a network. */
export function askToHandIn(sheet, yes) {
  const box = sheet.form.querySelector("[data-confirm]");
  const shut = () => (box.replaceChildren(), (box.hidden = true));
  box.replaceChildren(
    paragraph(tell`この審査票を提出しますか。提出した後は、あなたが直すことはできません。直したいときは、事務局に申し出てください。`),
    paragraph(tell`通信が切れているときは、つながると提出します。`, "k-soft"),
    row(pressed(tell`提出する`, "primary", () => (shut(), yes())), pressed(tell`戻って直す`, "secondary", shut)),
  );
  box.hidden = false;
  box.querySelector("button").focus();
}

/** Show why a sheet waits for a person, with what they can choose. */
export function showStuck(sheet, say, flush) {
  const place = sheet.form.querySelector("[data-marks-error]");
  const box = sheet.form.querySelector("[data-confirm]");
  const told = sheet.stuck;
  place.hidden = !told;
  place.textContent = told ? `＊${told.message}` : "";
  box.replaceChildren();
  box.hidden = told?.kind !== "overtaken";
  for (const group of sheet.form.querySelectorAll(".k-mark")) {
    group.toggleAttribute("data-invalid", Boolean(told?.fields?.some((name) => group.id === `group-${name.replace(/-reason$/, "")}`)));
  }
  if (told?.kind !== "overtaken") return;
  const nothing = tell`（なし）`;
  for (const [label, kept, mine] of told.both) {
    box.append(paragraph(tell`${label}　保存されている内容：${kept || nothing}　この端末：${mine || nothing}`));
  }
  const choose = (mine) => (sheet.settle(mine), showStuck(sheet, say, flush), say(), flush());
  const theirs = pressed(tell`保存されている内容に合わせる`, "secondary", () => choose(false));
  if (told.state === "declared") box.append(row(pressed(tell`この端末の内容で保存する`, "primary", () => choose(true)), theirs));
  else box.append(row(theirs));
}

/** Say what the hall's clock says: 発表　あと 3:20. */
export function clockWords(clock, now) {
  if (!clock?.place) return "";
  const [words, left] = clockParts(clock, now);
  return left.startsWith("+") ? `${words}　${left}` : tell`${words}　あと ${left}`;
}

/** Give what the hall's clock says as two: the part of the talk, and the time that is left of it. */
export function clockParts(clock, now) {
  const at = (clock.stands_at ?? now / 1000) | 0;
  const part = clock.parts.find((one) => at < one.ends_at) ?? clock.parts.at(-1);
  const left = part.ends_at - at;
  const minutes = `${Math.floor(Math.abs(left) / 60)}:${String(Math.abs(left) % 60).padStart(2, "0")}`;
  const text = clock.stands_at ? tell`${minutes}（一時停止中）` : minutes;
  return left < 0 ? [tell`${part.words}の時間を過ぎています`, `+${text}`] : [part.words, text];
}
