"""Bytes of which no sense can be made as a scheme file, whatever stands in them."""

from schemes.small import SMALL, changed

TEN_MEGABYTES = 10_000_000
NESTED = 200
ANY_OF = "{rule: any_of, title: どれか, code: none, of: ["


def within_one_another(depth: int) -> str:
    """Give a rule within a rule, so many times."""
    return ANY_OF * depth + "{rule: city_theme}" + "]}" * depth


def put(old: str, new: str) -> bytes:
    """Give the small file with one part put otherwise."""
    return changed(SMALL, (old, new)).encode()


WHOLE_FILES = [
    ("10 MB", SMALL.encode() + b"#" * TEN_MEGABYTES, 1, "too_big"),
    ("endless list", b"courses: [" + b"a," * 100_000 + b"a]", 1, "too_many"),
    ("CP932", SMALL.encode("cp932"), 2, "not_utf8"),
    ("UTF-16", SMALL.encode("utf-16"), 1, "not_utf8"),
    ("Latin-1 far below", put("office: 市民課", "office: X").replace(b"X", b"\xe9"), 4, "not_utf8"),
    ("Latin-1 behind a byte order mark", b"\xef\xbb\xbfid: a\ncity: \xe9", 2, "not_utf8"),
    ("empty", b"", 1, "not_a_mapping"),
    ("only a comment", "# 何もない\n".encode(), 1, "not_a_mapping"),
    ("list", b"- a\n- b\n", 1, "not_a_mapping"),
    ("text", "制度".encode(), 1, "not_a_mapping"),
    ("alias", put("summary: 見本の制度です。", "summary: &s 見本。\nappeal: *s"), 8, "alias"),
    ("part taken over", put("city: 見本市", "city: &c {a: b}\n<<: *c"), 4, "alias"),
    ("alias to itself", put("city: 見本市", "city: &c [*c]"), 3, "alias"),
    ("tab", put("  allowed: [報償費,", "\tallowed: [報償費,"), 11, "tab"),
    ("tab after a colon", put("city: 見本市", "city:\t- 見本市"), 3, "tab"),
    ("colon without a space", put("city: 見本市", "city:見本市"), 4, "not_yaml"),
    ("indented too far", put("city: 見本市", "  city: 見本市"), 3, "not_yaml"),
    ("bracket left open", put("contact: [見本市 市民課]", "contact: [見本市 市民課"), 9, "not_yaml"),
    ("quotation left open", put("city: 見本市", 'city: "見本市'), 3, "not_yaml"),
    ("two documents", put("report_due_days: 30", "report_due_days: 30\n---\nid: b"), 89, "not_yaml"),
    ("character that no text has", put("city: 見本市", "city: 見本\u0007市"), 1, "forbidden_character"),
    ("NUL", put("city: 見本市", "city: 見本\0市"), 1, "forbidden_character"),
    ("escape beyond all characters", put("city: 見本市", r'city: "\UFFFFFFFF"'), 1, "forbidden_character"),
    ("version of endless digits", b"%YAML " + b"9" * 9999 + b".1\n---\na: b\n", 1, "forbidden_character"),
    ("brackets within brackets", b"id: " + b"[" * 5000, 1, "too_deep"),
    ("golden cases", b"version: 1\n\ncases:\n  - {id: 1}\n", 3, "cases_file"),
    ("rules within rules", put("{rule: first_time, scheme: small}", within_one_another(NESTED)), 1, "too_deep"),
]  # fmt: skip
"""A name, the bytes, and the line and code of the only complaint."""
