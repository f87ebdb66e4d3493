/* One sheet on the tablet's page: its form, what of it is unsaved, and how it is sent.

What is sent bears the page's own word and a turn that counts up and is kept before it is sent: an
answer that is lost does no harm, for the same may be sent again, and the server keeps it once. */

import { tell } from "./words.js";

const PATIENCE = 15000;
const KEEPALIVE_MOST = 60000;
const PAGE = [...crypto.getRandomValues(new Uint8Array(8))].map((one) => one.toString(16).padStart(2, "0")).join("");

export class Sheet {
  constructor(form, store) {
    this.form = form;
    this.store = store;
    this.id = form.dataset.review;
    this.page = PAGE;
    this.turn = 0;
    this.version = form.elements.version.value;
    this.fields = form.querySelector(".k-marks__all");
    this.isIn = this.fields.disabled;
    this.handIn = false;
    this.unsaved = false;
    this.stuck = null; // what the server said that a person has to answer
    this.lasting = true;
    this.pickUp();
  }

  texts() {
    const found = {};
    for (const box of this.form.elements) {
      if (!box.name?.startsWith(`r${this.id}-`)) continue;
      if (box.type === "radio") found[box.name] = box.checked ? box.value : (found[box.name] ?? "");
      else found[box.name] = box.value;
    }
    return found;
  }

  show(texts) {
    for (const box of this.form.elements) {
      if (!(box.name in texts)) continue;
      if (box.type === "radio") box.checked = box.value === texts[box.name];
      else box.value = texts[box.name];
    }
  }

  /** Take up what this tablet kept of the sheet before the page was drawn. */
  pickUp() {
    const kept = this.store.get(this.id);
    if (!kept) return;
    if (!kept.texts) return this.store.drop(this.id);
    if (this.isIn) {
      if (JSON.stringify(kept.texts) === JSON.stringify(this.texts())) this.store.drop(this.id);
      else this.adopt(kept);
      return;
    }
    this.adopt(kept);
  }

  adopt(kept) {
    [this.page, this.turn, this.version] = [kept.page, kept.turn, kept.version];
    this.handIn = Boolean(kept.handIn);
    if (!kept.texts) return;
    this.show(kept.texts);
    this.unsaved = true;
  }

  keep() {
    const entry = { page: this.page, turn: this.turn, version: this.version };
    if (this.unsaved) [entry.texts, entry.handIn] = [this.texts(), this.handIn];
    this.lasting = this.store.put(this.id, entry);
  }

  typed() {
    if (this.isIn) return;
    this.unsaved = true;
    this.stuck = null;
    this.keep();
  }

  async send(token, { last = false } = {}) {
    this.turn += 1;
    this.keep();
    const texts = this.texts();
    const body = new URLSearchParams(texts);
    for (const [name, value] of [["csrf_token", token], ["version", this.version], [":page", this.page], [":turn", this.turn], ["do", this.handIn ? "hand_in" : "save"]]) body.set(name, value);
    let answer = null;
    try {
      answer = await fetch(this.form.dataset.marks, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "error",
        keepalive: last && body.toString().length < KEEPALIVE_MOST,
        signal: AbortSignal.timeout?.(PATIENCE),
      });
    } catch {
      return { kind: "lost" };
    }
    const told = await answer.json().catch(() => null);
    if (answer.ok && told) return this.done(told, texts);
    if (answer.status === 409 || answer.status === 422) return this.refused(told ?? { kind: "refused", message: tell`保存できません。` });
    return { kind: answer.status === 400 || answer.status === 401 ? "token" : answer.status === 403 ? "shut" : answer.status === 404 ? "gone" : "trouble" };
  }

  done(told, texts) {
    this.version = String(told.version);
    this.stuck = null;
    this.form.elements.version.value = this.version;
    if (told.state === "handed_in") this.close();
    this.unsaved = !this.isIn && JSON.stringify(texts) !== JSON.stringify(this.texts());
    if (this.unsaved) {
      this.keep();
    } else {
      this.handIn = false;
      this.store.drop(this.id);
      this.page = PAGE;
    }
    return { kind: "saved", message: told.message };
  }

  refused(told) {
    if (told.kind === "problems") {
      this.handIn = false;
      if (told.kept) {
        // What is there was kept; only the handing in waits for what is missing.
        this.version = String(told.version);
        this.unsaved = false;
        this.store.drop(this.id);
      } else {
        this.keep(); // nothing was: it stays here until what is wrong is mended
      }
    }
    this.stuck = told;
    return { kind: told.kind, message: told.message };
  }

  /** A person chose: what stands here goes over what was saved elsewhere, or the other way round. */
  settle(mine) {
    const told = this.stuck;
    this.stuck = null;
    this.version = String(told.version);
    this.page = PAGE;
    this.turn += 1;
    if (mine) return this.typed();
    this.show(told.texts);
    this.unsaved = false;
    this.handIn = false;
    this.store.drop(this.id);
    if (told.state === "handed_in") this.close();
  }

  close() {
    this.isIn = true;
    this.fields.disabled = true;
    const buttons = this.form.querySelector("[data-marks-buttons]");
    if (buttons) buttons.hidden = true;
  }
}
