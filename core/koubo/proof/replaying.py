"""Computing a decision again from its bundle alone, and saying where it first differs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from koubo.money import format_yen
from koubo.proof.bundle import BrokenBundle, as_json, first_difference, from_json, read_bundle
from koubo.review.conclusions import proposed_conclusion
from koubo.review.hookspecs import koubo_score, koubo_selection
from koubo.review.rules import is_last
from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.kept import selection_to_json
from koubo.review.selection.recorded import UnknownVersion, inputs_from_json, inputs_to_json
from koubo.review.selection.select import enter
from koubo.review.selection.values import Verdict
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.budget import Budget
from koubo.schemes.budget_field import budget_from_json
from koubo.schemes.catalog import Catalog
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.rules import Scheme

FIELDS = {
    "application_id": "並び順",
    "rank": "順位",
    "verdict": "結果",
    "amount": "配分の額",
    "raised": "引き上げた補助率",
    "score": "点数",
    "requested": "申請額",
    "calculated": "算定額",
    "calculated_working": "算定額の過程",
    "working": "順位と配分の過程",
    "filed_at": "受付の時刻",
    "course_id": "コース",
}


class OtherVersion(Exception):
    """The bundle was computed by other versions; the text names them and says what to install."""


@dataclass(frozen=True)
class Replayed:
    """What came of one stage: what agreed, and the first thing that did not."""

    stage: str
    applications: int
    sheets: int
    difference: str
    """Empty where everything is as it was recorded."""


@dataclass(frozen=True)
class Replay:
    """What came of a whole bundle."""

    call: str
    stages: tuple[Replayed, ...]
    outcome: str
    """Where the decision does not follow from the recommendation; empty where it does."""

    @property
    def agrees(self) -> bool:
        """Say whether nothing differs."""
        return not self.outcome and not any(one.difference for one in self.stages)


def replay(catalog: Catalog, content: bytes) -> Replay:
    """Compute everything in a bundle again, with the plugins that are installed here.

    :raises BrokenBundle: for an archive that is none of ours, or was changed
    :raises OtherVersion: where core or plugin are of another version than those that computed it
    """
    manifest, parts = read_bundle(content)
    with _refusing_odd_shapes():
        return _replay(catalog, manifest, parts)


@contextmanager
def _refusing_odd_shapes() -> Iterator[None]:
    """Say in words where somebody wrote other things into a bundle than we do."""
    try:
        yield
    except UnknownVersion as error:
        raise BrokenBundle(str(error)) from error
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise BrokenBundle(
            f"束の中に、決められた形でないところがあります（{error!r}）。元の束を使ってください。"
        ) from error


def _replay(catalog: Catalog, manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> Replay:
    folders = sorted({name.rsplit("/", 1)[0] for name in parts if name.startswith("stages/")})
    if not folders:
        raise BrokenBundle("束の中に、審査の段階が1つもありません。元の束を使ってください。")
    stages: list[Replayed] = []
    concluded: dict[int, Mapping[str, Any]] = {}
    for folder in folders:
        files = {
            name.rsplit("/", 1)[1]: from_json(kept)
            for name, kept in parts.items()
            if name.startswith(f"{folder}/")
        }
        _refuse_other_versions(
            catalog, manifest["scheme"], files["recommendation.json"]["versions"]
        )
        stages.append(_stage(catalog, manifest["scheme"], parts, files))
        # A later stage has the last word; courses may end in different ones.
        concluded |= {one["application"]: one for one in files["recommendation.json"]["lines"]}
    decisions = from_json(parts["outcome.json"])["decisions"]
    return Replay(manifest["call"]["title"], tuple(stages), _departure(decisions, concluded))


def _refuse_other_versions(catalog: Catalog, scheme_id: str, then: Mapping[str, str]) -> None:
    now = catalog.versions_of(scheme_id)
    if (now.core, now.plugin) != (then["core"], then["plugin"]):
        raise OtherVersion(
            f"この束は、Koubo {then['core']}、制度「{scheme_id}」のプラグイン"
            f" {then['plugin'] or '（なし）'} で計算されています。ここにあるのは Koubo {now.core}、"
            f"プラグイン {now.plugin or '（なし）'} です。束と同じ版を入れてから、もう一度実行してください。"
        )


def _stage(
    catalog: Catalog, scheme_id: str, parts: Mapping[str, bytes], files: Mapping[str, Any]
) -> Replayed:
    recommendation = files["recommendation.json"]
    scheme = _release(catalog, parts, recommendation["release"])
    if scheme.id != scheme_id:
        raise BrokenBundle(f"束の制度ファイルは「{scheme.id}」で、「{scheme_id}」ではありません。")
    alone = catalog.with_draft(scheme)
    inputs = inputs_from_json(files["inputs.json"])
    checks = (
        *_of_release(scheme, inputs),
        *_of_amounts(alone, scheme, inputs, files["amounts.json"]),
        *_of_selection(alone, scheme, inputs, files["selection.json"]),
        *_of_conclusion(scheme, inputs, files["selection.json"], recommendation),
    )
    return Replayed(
        inputs.stage.title,
        len(inputs.applications),
        sum(len(one.sheets) for one in inputs.applications),
        next((one for one in checks if one), ""),
    )


def _release(catalog: Catalog, parts: Mapping[str, bytes], digest: str) -> Scheme:
    text = parts.get(f"release/{digest}/scheme.yaml", b"")
    if sha256(text).hexdigest() != digest:
        raise BrokenBundle("束の制度ファイルが、審査に使った版のものではありません。")
    return catalog.to_open(text.decode())


def _of_release(scheme: Scheme, inputs: SelectionInputs) -> Iterator[str]:
    """Hold the stage and the rule that were recorded against the scheme file."""
    stage = scheme.stage(inputs.stage.id)
    declared = inputs_to_json(SelectionInputs(stage, scheme.selection, ()))
    recorded = inputs_to_json(SelectionInputs(inputs.stage, inputs.rule, ()))
    yield first_difference(recorded, declared, "制度ファイルの決まり")


def _of_amounts(
    catalog: Catalog, scheme: Scheme, inputs: SelectionInputs, amounts: Mapping[str, Any]
) -> Iterator[str]:
    """Compute every calculated amount again from the budget that was handed in."""
    ask = catalog.hooks.at_length(koubo_award_amount, scheme.id)
    for one in inputs.applications:
        known = amounts[str(one.application_id)]
        budget = budget_from_json(known["budget"]) if known["budget"] else Budget()
        case = AmountCase.of_budget(budget, nth_time=known["time"])
        now = ask(course=scheme.course(known["course"]), case=case).value
        if now != one.calculated:
            yield (
                f"{one.receipt_number or one.application_id} の算定額："
                f"束では {format_yen(one.calculated)}、計算し直すと {format_yen(now)}"
            )


def _of_selection(
    catalog: Catalog, scheme: Scheme, inputs: SelectionInputs, kept: Mapping[str, Any]
) -> Iterator[str]:
    """Compute scores, places and money again, and hold every figure and every line against it."""
    scored = enter(inputs, scores=catalog.hooks.at_length(koubo_score, scheme.id))
    ask = catalog.hooks.at_length(koubo_selection, scheme.id)
    selection = ask(stage=inputs.stage, rule=inputs.rule, scored=scored, pots=inputs.pots)
    now = from_json(as_json(selection_to_json(selection, scored)))
    named = {one.application_id: one.receipt_number for one in inputs.applications}
    for before, after in zip(kept["outcomes"], now["outcomes"], strict=False):
        number = before["application_id"]
        about = f"{named.get(number) or number} の"
        yield _in_words(first_difference(before, after), about)
    yield first_difference(kept, now, "集計")


def _in_words(told: str, about: str) -> str:
    """Name what differs as an auditor does; empty where nothing differs."""
    if not told:
        return ""
    path, _, values = told.partition("：")
    first = path.strip("/").partition("/")[0]
    return f"{about}{FIELDS.get(first, first)}（{path.strip('/')}）：{values}"


def _of_conclusion(
    scheme: Scheme,
    inputs: SelectionInputs,
    kept: Mapping[str, Any],
    recommendation: Mapping[str, Any],
) -> Iterator[str]:
    """Hold the panel's conclusion against what was computed: who departs from it says why."""
    last = is_last(scheme, scheme.stage(inputs.stage.id))
    lines = {one["application"]: one for one in recommendation["lines"]}
    for one in kept["outcomes"]:
        line = lines.get(one["application_id"])
        if line is None:
            yield f"応募{one['application_id']}についての結論がありません"
            continue
        proposed = proposed_conclusion(Verdict(one["verdict"]), last=last).value
        departs = (line["conclusion"], line["amount"]) != (proposed, one["amount"])
        if departs and not line["remarks"]:
            yield f"応募{one['application_id']}の結論は集計の案と違いますが、理由がありません"
    given = sum(one["amount"] for one in lines.values() if one["conclusion"] == "recommended")
    if inputs.pots and given > sum(one.amount for one in inputs.pots):
        yield f"答申額の合計 {format_yen(given)} が予算を超えています"


def _departure(decisions: list[dict[str, Any]], concluded: Mapping[int, Mapping[str, Any]]) -> str:
    """Say where the city's decision leaves the panel's last word without a reason."""
    outcomes = {
        "recommended": "selected",
        "runner_up": "runner_up",
        "not_recommended": "not_selected",
    }
    for decision in decisions:
        for line in decision["lines"]:
            told = concluded.get(line["application"])
            if told is None or told["conclusion"] not in outcomes:
                continue
            follows = outcomes[told["conclusion"]] == line["outcome"] and (
                line["outcome"] != "selected" or line["amount"] == told["amount"]
            )
            if not follows and not line["departs"]:
                return f"応募{line['application']}の決定は答申と違いますが、理由がありません"
    return ""
