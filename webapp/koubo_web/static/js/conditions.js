/* Hides the field of a question that is not asked now; its note says when it will be.

Given by the page: data-when (the question asked), data-is (the answers, as JSON) and data-applies
(what the server knows, for a question that stands on another page). What was typed stays in the box
and is sent: nobody loses a text by choosing something else for a moment. */

const asked = [...document.querySelectorAll("[data-when]")];

/** Give what is answered on this page; null where the question is not here. */
function answerOf(name) {
  const boxes = [...document.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  if (!boxes.length) return null;
  if (boxes.some((box) => box.closest(".k-asked__field[hidden]"))) return "";
  if (boxes[0].type === "radio") return boxes.find((box) => box.checked)?.value ?? "";
  return boxes[0].value;
}

function applies(one) {
  const answer = answerOf(one.dataset.when);
  if (answer === null) return one.dataset.applies === "yes";
  return JSON.parse(one.dataset.is).includes(answer);
}

/** In the order of the page: a question may hang on one that hangs on another. */
function show() {
  for (const one of asked) {
    const field = one.querySelector(".k-asked__field");
    const wanted = applies(one) || field.querySelector("[aria-invalid=true]") !== null;
    if (field.hidden !== wanted) continue;
    field.hidden = !wanted;
    for (const fold of field.querySelectorAll(":scope > details")) fold.open = wanted;
  }
}

if (asked.length) {
  document.addEventListener("change", show);
  show();
}
