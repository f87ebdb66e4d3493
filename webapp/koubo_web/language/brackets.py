"""A sentence with brackets that is not ours: what stands in them is read with it, or not at all."""

from collections.abc import Sequence

OPENING, CLOSING = "（「", "）」"
ENDS = ("。", "：", "｜", "／", "\u3000", " → ")


def torn(pieces: Sequence[str], unknown: Sequence[bool]) -> set[int]:
    """Give the pieces to leave in Japanese though they are known: words within another's sentence.

    「浜松市の「千円未満切捨て」を仮置き」 is one sentence of the city; 「食糧費（対象外）」 is a name with
    a remark of ours behind it.

    :param pieces: texts, and the signs between them
    :param unknown: of each piece, whether it stays Japanese anyway
    """
    found: set[int] = set()
    begin = 0
    for end in [*(at for at, one in enumerate(pieces) if at % 2 and one in ENDS), len(pieces)]:
        sentence = range(begin, end)
        outer = [at for at in _outside_brackets(pieces, sentence) if pieces[at].strip()]
        quotes = any(pieces[at] == "「" for at in sentence if at % 2)
        if (quotes or len(outer) > 1) and any(unknown[at] for at in outer):
            found.update(sentence)
        begin = end + 1
    return found


def _outside_brackets(pieces: Sequence[str], sentence: range) -> list[int]:
    depth, found = 0, []
    for at in sentence:
        if at % 2 == 0:
            found += [at] if depth == 0 else []
        elif pieces[at] in OPENING:
            depth += 1
        elif pieces[at] in CLOSING:
            depth = max(0, depth - 1)
    return found
