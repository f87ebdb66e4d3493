/* Sums and the expected amount as somebody types: the server computes, nothing is saved.

The form says data-live-url. What comes back has elements with data-live and an id; each takes the
place of the one that stands there. Where that fails, the button 「計算し直す」 does the same. */

const QUIET = 500;
const PATIENCE = 8000;
const form = document.querySelector("form[data-live-url]");

let timer = 0;
let running = null;

/** The texts of the form; files stay where they are. */
function typed() {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") sent.append(name, value);
  return sent;
}

async function recount() {
  running?.abort();
  const own = new AbortController();
  running = own;
  const patience = setTimeout(() => own.abort(), PATIENCE);
  try {
    const answer = await fetch(form.dataset.liveUrl, { method: "POST", body: typed(), signal: own.signal });
    if (!answer.ok || answer.redirected || own !== running) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const fresh of page.querySelectorAll("[data-live][id]")) {
      const old = document.getElementById(fresh.id);
      if (old && old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    /* no network: what stands there stays, and the button is there */
  } finally {
    clearTimeout(patience);
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(recount, QUIET);
}

if (form && document.querySelector("[data-live]")) {
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}
