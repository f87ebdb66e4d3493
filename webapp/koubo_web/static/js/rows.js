/* Adds a line to a table at once; without this script the same button asks the server.

A table says data-rows="<name>", its button data-add-line="<name>" and data-most. The new line is the
last one with its number raised in every name and id, and with nothing in it. */

const NUMBER = /-(\d+)-(?!.*-\d+-)/;
const ATTRIBUTES = ["name", "id", "for", "aria-describedby"];

function next(text, number) {
  return text.replace(NUMBER, `-${number}-`);
}

function emptied(line, number) {
  for (const one of line.querySelectorAll("*")) {
    for (const attribute of ATTRIBUTES) {
      const value = one.getAttribute(attribute);
      if (value) one.setAttribute(attribute, next(value, number));
    }
  }
  for (const box of line.querySelectorAll("input, select")) {
    if (box.type === "checkbox") box.checked = false;
    else box.value = "";
    box.removeAttribute("aria-invalid");
    box.removeAttribute("aria-describedby");
  }
  for (const error of line.querySelectorAll(".k-error, .k-budget__note > *")) error.remove();
  for (const hidden of line.querySelectorAll(".k-hidden")) {
    hidden.textContent = hidden.textContent.replace(/\d+/, String(number + 1));
  }
  return line;
}

for (const button of document.querySelectorAll("button[data-add-line]")) {
  button.addEventListener("click", (event) => {
    const body = document.querySelector(`[data-rows="${CSS.escape(button.dataset.addLine)}"] > tbody:last-of-type`);
    const last = body?.lastElementChild;
    if (!last || body.children.length >= Number(button.dataset.most)) return; // the server says why
    event.preventDefault();
    const line = emptied(last.cloneNode(true), body.children.length);
    body.append(line);
    line.querySelector("input, select")?.focus();
  });
}
