"""From a declared form to WTForms and back: raw text only, judged nowhere in here."""
