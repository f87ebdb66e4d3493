/* What a tablet keeps of sheets that are not saved yet: in localStorage, by seat and sheet.

An entry is {page, turn, version, texts?, handIn?}: which page sent last and how often, the version
that it heard of, and, only while they are unsaved, the texts. A tablet that sleeps, reloads or is
opened anew by a card of the same seat finds them again; another seat's are counted, never shown. */

const PREFIX = "koubo-tablet:";

export class Store {
  constructor(seat) {
    this.seat = seat;
    this.memory = new Map(); // where the browser allows no store, until the page is closed
  }

  key(review) {
    return `${PREFIX}${this.seat}:${review}`;
  }

  get(review) {
    try {
      const text = localStorage.getItem(this.key(review));
      if (text) return JSON.parse(text);
    } catch {
      /* forbidden or damaged: as if there were none */
    }
    return this.memory.get(review) ?? null;
  }

  /** Say whether the entry will outlast the page. */
  put(review, entry) {
    this.memory.set(review, entry);
    try {
      localStorage.setItem(this.key(review), JSON.stringify(entry));
      return true;
    } catch {
      return false;
    }
  }

  drop(review) {
    this.memory.delete(review);
    try {
      localStorage.removeItem(this.key(review));
    } catch {
      /* forbidden */
    }
  }

  /** Count unsaved sheets of other seats on this tablet. */
  others() {
    try {
      return Object.keys(localStorage).filter((key) => {
        if (!key.startsWith(PREFIX) || key.startsWith(`${PREFIX}${this.seat}:`)) return false;
        return Boolean(JSON.parse(localStorage.getItem(key) ?? "null")?.texts);
      }).length;
    } catch {
      return 0;
    }
  }

  /** Tell of what another tab of this tablet keeps. */
  listen(heard) {
    addEventListener("storage", (event) => {
      const start = `${PREFIX}${this.seat}:`;
      if (event.key?.startsWith(start)) heard(event.key.slice(start.length), event.newValue);
    });
  }
}
