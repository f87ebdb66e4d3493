// What html-validate looks for in the pages of a test run: all that it recommends, and its rules of
// accessibility. What is set otherwise has its reason.
module.exports = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y"],
  elements: [
    "html5",
    // Since HTML 5.1 <details> begins no section of its own, so that it may stand in a table's heading.
    { details: { sectioning: false } },
  ],
  rules: {
    // Matters of taste, which a template's blanks decide and no reader sees.
    "doctype-style": "off",
    "no-trailing-whitespace": "off",
    "attribute-boolean-style": "off",
    // Lists, sections and groups are named where several stand on a page; screen readers tell the name.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // Boxes and hidden fields of one question bear one name, as the server reads them.
    "form-dup-name": "off",
    // Sections are named by what people called their projects, and two may have the same name.
    "unique-landmark": "off",
    // Names of fields have colons and dots; links and labels find them all the same.
    "valid-id": ["error", { relaxed: true }],
    // Titles begin with the names of projects, which people may write as long as they like.
    "long-title": "off",
    // Without a script the hall's clock and the progress of a day are drawn anew by the browser.
    "meta-refresh": "off",
  },
};
