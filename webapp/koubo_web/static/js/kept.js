/* What was typed and not saved yet, in this tab's sessionStorage: by person and by page. */

const PREFIX = "koubo-typed:";

function keyOf(form) {
  return `${PREFIX}${form.dataset.person}:${location.pathname}`;
}

/** Keep the texts of a form; where the browser allows no store, the page itself still has them. */
export function keep(form, texts) {
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ texts }));
  } catch {
    /* full, or forbidden */
  }
}

/** Give what is kept of a form, or nothing. */
export function keptOf(form) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form)));
  } catch {
    return null;
  }
}

export function drop(form) {
  try {
    sessionStorage.removeItem(keyOf(form));
  } catch {
    /* forbidden */
  }
}

/** Forget what is kept of those persons for whom `of` says so. */
export function clearKept(of = () => true) {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX) && of(key.slice(PREFIX.length).split(":")[0])) sessionStorage.removeItem(key);
    }
  } catch {
    /* forbidden */
  }
}
