/* Moves on with Enter while marks are keyed from paper, so that one hand stays on the digits.

A form says data-keying; the fields and the button that are walked through say data-keyed, in order.
The last stop is the button: Enter there sends. Without this script Tab does the same. */

for (const form of document.querySelectorAll("form[data-keying]")) {
  const stops = [...form.querySelectorAll("[data-keyed]")];
  form.addEventListener("keydown", (event) => {
    const place = stops.indexOf(event.target);
    const isEnter = event.key === "Enter" && !event.isComposing;
    if (!isEnter || place < 0 || place === stops.length - 1) return;
    event.preventDefault();
    const next = stops[place + 1];
    next.focus();
    next.select?.();
  });
}
