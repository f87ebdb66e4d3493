/* Whoever signs out leaves nothing behind in this tab. */

import { clearKept } from "./kept.js";

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", () => clearKept());
}
