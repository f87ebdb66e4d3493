/* Says that a form is on its way, and takes no second press meanwhile.

The words stand in the page: #waiting holds [data-sending] (on the button), [data-slow] (read aloud
after a while) and [data-lost] (a part of the page that could not be fetched). Without this script a
second press is sent, and the server takes it for what it is: the same thing once more. */

const RELEASE = 20000; // a page that has not come by then may be asked for again; a file never comes
const SLOW = 4000;
const words = document.getElementById("waiting");
const said = document.getElementById("said");
const sending = new Map();

const wordsOf = (name) => words?.querySelector(`[data-${name}]`)?.textContent ?? "";

function tell(text) {
  if (said) said.textContent = text;
}

function release(form) {
  const held = sending.get(form);
  if (!held) return;
  sending.delete(form);
  clearTimeout(held.slow);
  clearTimeout(held.end);
  tell("");
  const { button, nodes } = held;
  if (!button) return;
  button.removeAttribute("aria-disabled");
  button.replaceChildren(...nodes);
  button.style.minWidth = "";
}

function hold(form, button) {
  const held = { button, nodes: button ? [...button.childNodes] : [] };
  held.slow = setTimeout(() => tell(wordsOf("slow")), SLOW);
  held.end = setTimeout(() => release(form), RELEASE);
  sending.set(form, held);
  if (!button || !button.textContent.trim()) return;
  // Not disabled: its own name and value are sent, and the focus stays where it is.
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-disabled", "true");
  button.textContent = wordsOf("sending");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.target === "_blank") return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  // After every other listener: one of them may have kept the form here.
  queueMicrotask(() => event.defaultPrevented || hold(form, event.submitter));
});

// What 「戻る」 brings back is a page that can be sent again.
addEventListener("pageshow", () => [...sending.keys()].forEach(release));

/* Parts of pages (htmx): marked while they are fetched; what does not come is said. */
document.addEventListener("htmx:before:request", (event) => event.target.setAttribute?.("aria-busy", "true"));
document.addEventListener("htmx:finally:request", (event) => event.target.removeAttribute?.("aria-busy"));
document.addEventListener("htmx:error", () => tell(wordsOf("lost")));
