"""Whether a Word file may be a form for letters: its parts, and every placeholder in it."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum
from io import BytesIO
from xml.etree import ElementTree

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from koubo.papers.word_letters import LETTER_LISTS, LETTER_PARTS, sealed_off

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Tag(StrEnum):
    """Elements that make a field: its words, where it begins and ends, one that is whole."""

    TEXT = f"{WORD}instrText"
    MARK = f"{WORD}fldChar"
    SIMPLE = f"{WORD}fldSimple"


HARMLESS = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
INSERTED = ("/oleobject", "/package", "/control", "/afchunk", "/attachedtemplate", "/subdocument")
ACTIVE = frozenset(
    {
        "DATABASE", "DDE", "DDEAUTO", "EMBED", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT",
        "LINK", "MACROBUTTON", "MERGEFIELD", "QUOTE", "RD",
    }
)  # fmt: skip
"""Fields of Word that fetch something, run something, or are filled by somebody else's data."""
MOST_TEXT = 30_000_000
BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
"""Marks of order and spaces that may stand before the first element."""
BROKEN = "ファイルの中が壊れています。Word で開いて、.docx として保存し直してください。"
TOO_MUCH = "文書の中身が大きすぎます（展開して30MBまで）。貼り付けた図形や表を減らして保存し直してください。"
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
CANNOT_READ = (KeyError, ValueError, SyntaxError, AttributeError, OpcError)
"""What reading raises where a part is missing, is another, or is no XML."""
FOOTNOTES = "wordprocessingml.footnotes+xml"


def part_faults(content: bytes) -> list[str]:
    """Say what a whole .docx must not bring: links to other files, embedded things, live fields.

    :param content: a Word file that was found whole, without macros and without a DTD
    """
    found: dict[str, None] = {}
    with zipfile.ZipFile(BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist() if _is_text(packed, one)) > MOST_TEXT:
            return [TOO_MUCH]
        for one in packed.infolist():
            if not _is_text(packed, one):
                continue
            try:
                root = ElementTree.fromstring(packed.read(one))
            except ElementTree.ParseError:
                return [BROKEN]
            of_part = _relation_faults if one.filename.lower().endswith(".rels") else _field_faults
            found |= dict.fromkeys(of_part(root))
    return list(found)


def _is_text(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> bool:
    """By what is in it: Word finds its parts by their kind, whatever they are called."""
    with packed.open(one) as part:
        return part.read(8).lstrip(BEFORE_XML).startswith(b"<")


def _relation_faults(root: ElementTree.Element) -> Iterator[str]:
    for one in root:
        kind, target = one.get("Type", "").lower(), one.get("Target", "")
        if kind.endswith(INSERTED):
            yield EMBEDDED
        elif one.get("TargetMode") == "External" and not (
            kind.endswith("/hyperlink") and HARMLESS.match(target)
        ):
            yield OUTSIDE


def _field_faults(root: ElementTree.Element) -> Iterator[str]:
    told = "".join(map(_instruction, root.iter()))
    for word in sorted(ACTIVE & set(re.findall(r"[A-Z]+", told.upper()))):
        yield FIELD.format(name=word)


def _instruction(one: ElementTree.Element) -> str:
    """Give what an element says of a field; Word may part a word, but not beyond the field."""
    match one.tag:
        case Tag.TEXT:
            return one.text or ""
        case Tag.MARK:
            return " "
        case Tag.SIMPLE:
            return f" {one.get(f'{WORD}instr', '')} "
    return ""


def placeholder_faults(content: bytes, known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Give the names that a form uses, and what is wrong with them, each in a sentence.

    :param known: the placeholders of the letter's kind with their meaning
    """
    names: dict[str, None] = {}
    faults: dict[str, None] = {}
    try:
        sources = list(_sources(content))
    except CANNOT_READ:
        return [], [BROKEN]
    for source in sources:
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
                # One list within another would grow beyond any paper.
                if any(isinstance(one, nodes.For) for one in node.body):
                    yield ONLY_NAMES
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
