"""Whether a Word file may be a form for letters: its parts, and every placeholder in it."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import BytesIO
from xml.etree import ElementTree

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from koubo.papers.word_letters import LETTER_LISTS, LETTER_PARTS, sealed_off

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HARMLESS = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
INSERTED = ("/oleobject", "/package", "/control", "/afchunk", "/attachedtemplate", "/subdocument")
ACTIVE = frozenset(
    {
        "DATABASE", "DDE", "DDEAUTO", "EMBED", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT",
        "LINK", "MACROBUTTON", "MERGEFIELD", "RD",
    }
)  # fmt: skip
"""Fields of Word that fetch something, run something, or are filled by somebody else's data."""
OUTSIDE = (
    "ほかのファイルを読み込むリンクが入っています。Word の［ファイル］→［情報］→"
    "［ファイルへのリンクの編集］で外すか、内容を貼り付け直してください。"
)
EMBEDDED = (
    "ほかのファイルや部品（OLE、ActiveX、参照するテンプレート）が埋め込まれています。"
    "取り除いて、図は画像として貼り付け直してください。"
)
FIELD = "自動で動くフィールド（{name}）が入っています。フィールドを文字に変えてください。"
WIDE = "差し込みのかっこが全角です。半角で {{ amount }} のように書いてください。"
SYNTAX = (
    "差し込みの書き方が閉じていないか、正しくありません。「{{ 」と「 }}」の組を確かめてください。"
)
ONLY_NAMES = (
    "差し込みに使えるのは、{{ 項目名 }} と、繰り返しの "
    "{%p for line in 項目名 %} … {%p endfor %} だけです。計算、条件、関数などは使えません。"
)
RICH = "差し込みのかっこの直後の英字（r、tr、tc）は使えません。{{ 項目名 }} と書いてください。"
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
RICH_MARK = re.compile(r"\{\{(?:p|r|tr|tc)\s|\{%(?:r|tc|tr)\s|\{%\s*(?:vm|hm|colspan|cellbg)\b")
FOOTNOTES = "wordprocessingml.footnotes+xml"


def part_faults(content: bytes) -> list[str]:
    """Say what a whole .docx must not bring: links to other files, embedded things, live fields.

    :param content: a Word file that was found whole, without macros and without a DTD
    """
    found: dict[str, None] = {}
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for name in packed.namelist():
            if name.endswith(".rels"):
                found |= dict.fromkeys(_relation_faults(packed.read(name)))
            elif name.startswith("word/") and name.endswith(".xml"):
                found |= dict.fromkeys(_field_faults(packed.read(name)))
    return list(found)


def _relation_faults(part: bytes) -> Iterator[str]:
    for one in ElementTree.fromstring(part):
        kind, target = one.get("Type", "").lower(), one.get("Target", "")
        if kind.endswith(INSERTED):
            yield EMBEDDED
        elif one.get("TargetMode") == "External" and not (
            kind.endswith("/hyperlink") and HARMLESS.match(target)
        ):
            yield OUTSIDE


def _field_faults(part: bytes) -> Iterator[str]:
    root = ElementTree.fromstring(part)
    told = " ".join(one.get(f"{WORD}instr", "") for one in root.iter(f"{WORD}fldSimple"))
    told += "".join(one.text or "" for one in root.iter(f"{WORD}instrText"))
    for word in sorted(ACTIVE & set(re.findall(r"[A-Z]+", told.upper()))):
        yield FIELD.format(name=word)


def placeholder_faults(content: bytes, known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Give the names that a form uses, and what is wrong with them, each in a sentence.

    :param known: the placeholders of the letter's kind with their meaning
    """
    names: dict[str, None] = {}
    faults: dict[str, None] = {}
    for source in _sources(content):
        if "｛｛" in source or "｝｝" in source:
            faults[WIDE] = None
        if RICH_MARK.search(source):
            faults[RICH] = None
            continue
        try:
            tree = sealed_off().parse(source)
        except TemplateSyntaxError:
            faults[SYNTAX] = None
            continue
        for fault in _check(tree.body, {**LETTER_PARTS, **known}, names):
            faults[fault] = None
    return sorted(names), list(faults)


def _sources(content: bytes) -> Iterator[str]:
    """Give each text of the file that will be filled in, as docxtpl will read it."""
    template = DocxTemplate(BytesIO(content))
    template.init_docx()
    raw = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        raw += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
    for part in template.docx.part.package.parts:
        if part.content_type.endswith(FOOTNOTES):
            raw.append(part.blob.decode("utf-8"))
    for one in raw:
        if found := RICH_MARK.search(_bare(one)):
            yield found[0]
        yield template.patch_xml(one)
    about = template.docx.core_properties
    yield from (getattr(about, name) for name in PROPERTIES)


def _bare(xml: str) -> str:
    """Give what is written, without the marks between which Word may part it."""
    return re.sub(r"<[^>]+>", "", xml)


def _check(
    body: list[nodes.Node], known: Mapping[str, str], names: dict[str, None]
) -> Iterator[str]:
    for node in body:
        match node:
            case nodes.Output():
                for one in node.nodes:
                    if isinstance(one, nodes.Name):
                        names[one.name] = None
                        yield from _unknown(one.name, known)
                    elif not isinstance(one, nodes.TemplateData):
                        yield ONLY_NAMES
            case nodes.For(
                target=nodes.Name(name=line), iter=nodes.Name(name=name), else_=[], test=None
            ) if not node.recursive and line not in known:
                names[name] = None
                if name not in LETTER_LISTS:
                    yield from _unknown(name, LETTER_LISTS, loop=True)
                yield from _check(node.body, {**known, line: ""}, names)
                names.pop(line, None)
            case _:
                yield ONLY_NAMES


def _unknown(name: str, known: Mapping[str, str], *, loop: bool = False) -> Iterator[str]:
    if name in known:
        return
    if name in LETTER_LISTS:
        yield (
            f"「{name}」（{LETTER_LISTS[name]}）は何行にもなるので、{{%p for line in {name} %}}、"
            "{{ line }}、{%p endfor %} の3行で書いてください。"
        )
        return
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    where = "繰り返せる項目に" if loop else "差し込める項目に"
    told = (
        f"近いものは「{near[0]}」（{known[near[0]]}）です。"
        if near
        else "下の一覧から選んでください。"
    )
    yield f"「{name}」は{where}ありません。{told}"
