"""An explanation as a Markdown text that staff take into their own 募集要項."""

from collections.abc import Iterator

from koubo.schemes.explaining.entries import Entry
from koubo.schemes.explaining.explanation import explain
from koubo.schemes.rules import Scheme

NOTE = (
    "これは制度ファイルから作った下書きです。募集の期間・予算・テーマは募集ごとに決まります。"
    "【要確認】の値は、市の要綱などで確かめてから公表してください。"
)


def as_markdown(scheme: Scheme) -> str:
    """Give the draft 募集要項, with sources and 要確認 marks."""
    return "\n".join(_lines(scheme)) + "\n"


def _lines(scheme: Scheme) -> Iterator[str]:
    yield f"# {scheme.city} {scheme.title} 募集要項（下書き）"
    yield ""
    yield NOTE
    for part in explain(scheme):
        yield ""
        yield f"## {part.title}"
        yield ""
        for number, one in enumerate(part.entries):
            after = part.entries[number + 1 : number + 2]
            if one.name and after and not after[0].name:  # the first of several under one name
                yield f"- **{one.name}**"
                yield f"  - {_sentence(one)}"
            else:
                yield _line(one, within=not one.name and bool(number))


def _line(one: Entry, *, within: bool) -> str:
    if within:
        return f"  - {_sentence(one)}"
    name = f"**{one.name}**　" if one.name else ""
    return f"- {name}{_sentence(one)}"


def _sentence(one: Entry) -> str:
    text = " ".join(one.told.text.split())
    source = f"（出典：{one.told.source}）" if one.told.source else ""
    mark = f"【要確認：{one.told.to_confirm}】" if one.told.to_confirm else ""
    return f"{text}{source}{mark}"
