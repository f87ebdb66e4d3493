"""A decision's bundle computed again without the database, and what is found when it was changed."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builders import AFTER, City, a_city
from koubo.problems import NotFound, Refused
from koubo.proof.bundle import BrokenBundle, read_bundle, write_bundle
from koubo.proof.bundling import decision_bundle
from koubo.proof.replaying import OtherVersion, Replay, replay
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.migrate import migrate
from koubo_web.cli import main
from review.rounds import Round, a_round


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("bundle")
    database = Database(f"sqlite:///{folder / 'koubo.sqlite3'}")
    migrate(database)
    yield a_city(database, FileStore(folder / "files"))
    database.close()


@pytest.fixture(scope="module")
def concluded(city: City) -> Round:
    """Give a round with two concluded stages; in the last one the panel leaves the proposal."""
    round_ = a_round(city)
    for stage in ("documents", "presentation"):
        round_.begin(stage)
        round_.mark_all(stage, points=(4, 5))
        if stage == "documents":
            round_.conclude()
    first, *others = round_.lines("presentation")
    smaller = replace(first, amount=first.amount - 1_000, remarks="広報費を減らすため")
    round_.conclude("presentation", lines=[smaller, *others])
    return round_


@pytest.fixture(scope="module")
def bundle(concluded: Round) -> bytes:
    with concluded.city.uow(AFTER) as uow:
        return decision_bundle(uow.session, concluded.city.catalog, concluded.call_id)


def changed(bundle: bytes, ending: str, change: Any) -> bytes:
    """Give a bundle in which somebody changed one file, and the manifest with it."""
    manifest, parts = read_bundle(bundle)
    [name] = [one for one in parts if one.endswith(ending)]
    kept = json.loads(parts[name])
    change(kept)
    parts[name] = json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()
    facts = {key: one for key, one in manifest.items() if key not in ("format", "files")}
    return write_bundle(parts, facts)


def test_what_was_decided_is_computed_again_to_the_byte(concluded: Round, bundle: bytes) -> None:
    found = replay(concluded.city.catalog, bundle)
    with concluded.city.uow(AFTER) as uow:
        again = decision_bundle(uow.session, concluded.city.catalog, concluded.call_id)

    assert [(one.applications, one.sheets, one.difference) for one in found.stages] == [
        (2, 6, ""),
        (2, 6, ""),
    ]
    assert found.agrees
    assert again == bundle


@pytest.mark.parametrize(
    ("ending", "change", "told"),
    [
        (
            "2-presentation/inputs.json",
            lambda kept: kept["applications"][0].update(calculated=1),
            "算定額：束では 1円",
        ),
        (
            "2-presentation/inputs.json",
            lambda kept: kept["applications"][0]["sheets"][0]["cells"].update(priority=1),
            "の点数（score/",
        ),
        (
            "2-presentation/selection.json",
            lambda kept: kept["outcomes"][0].update(rank=2),
            "の順位（rank）：束では 2、計算し直すと 1",
        ),
        (
            "2-presentation/selection.json",
            lambda kept: kept["outcomes"][0].update(rank=True),
            "の順位（rank）：束では True、計算し直すと 1",
        ),
        (
            "2-presentation/selection.json",
            lambda kept: kept["outcomes"][0].update(more=None),
            "（more）：束では None、計算し直すと （なし）",
        ),
        (
            "2-presentation/inputs.json",
            lambda kept: kept["rule"]["aggregate"].update(value="sum_of_points"),
            "制度ファイルの決まり/rule/aggregate/value",
        ),
        (
            "2-presentation/recommendation.json",
            lambda kept: [one.update(remarks="") for one in kept["lines"]],
            "理由がありません",
        ),
    ],
)
def test_the_first_thing_that_differs_is_named(
    concluded: Round, bundle: bytes, ending: str, change: Any, told: str
) -> None:
    found = replay(concluded.city.catalog, changed(bundle, ending, change))

    assert not found.agrees
    assert found.stages[0].difference == ""
    assert told in found.stages[1].difference


def test_what_was_changed_without_its_digest_is_refused(concluded: Round, bundle: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["outcome.json"] = b'{"decisions":[{}]}'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    for content in (packed.getvalue(), b"PK", b"", b"%PDF-1.7"):
        with pytest.raises(BrokenBundle):
            replay(concluded.city.catalog, content)


def test_what_was_damaged_on_its_way_is_refused_in_words(concluded: Round, bundle: bytes) -> None:
    told: set[type] = set()
    for place in range(0, len(bundle), 37):
        damaged = bytearray(bundle)
        damaged[place] ^= 0x10
        try:
            told.add(type(replay(concluded.city.catalog, bytes(damaged))))
        except BrokenBundle:
            told.add(BrokenBundle)

    assert told <= {Replay, BrokenBundle}


@pytest.mark.parametrize(
    ("ending", "change"),
    [
        ("2-presentation/inputs.json", lambda kept: kept.update(version=2)),
        ("2-presentation/inputs.json", lambda kept: kept.pop("stage")),
        ("2-presentation/inputs.json", lambda kept: mark(kept, "better")),
        ("2-presentation/inputs.json", lambda kept: mark(kept, 4.5)),
        ("2-presentation/selection.json", lambda kept: kept["outcomes"][0].pop("amount")),
        ("2-presentation/recommendation.json", lambda kept: kept.pop("lines")),
        ("outcome.json", lambda kept: kept.update(decisions=[{}])),
    ],
)
def test_what_has_another_shape_is_refused_in_words(
    concluded: Round, bundle: bytes, ending: str, change: Any
) -> None:
    with pytest.raises(BrokenBundle):
        replay(concluded.city.catalog, changed(bundle, ending, change))


def mark(kept: Any, points: Any) -> None:
    kept["applications"][0]["sheets"][0]["cells"]["priority"] = points


def test_another_version_is_named_and_refused(concluded: Round, bundle: bytes) -> None:
    """Of each stage for itself: what was installed may have changed in between."""
    other = {"versions": {"core": "0.0.9", "plugin": "0.0.8"}}
    of_old = changed(bundle, "2-presentation/recommendation.json", lambda kept: kept.update(other))

    with pytest.raises(OtherVersion) as refused:
        replay(concluded.city.catalog, of_old)

    assert "Koubo 0.0.9" in str(refused.value)
    assert "0.0.8" in str(refused.value)


def test_a_call_without_a_conclusion_has_no_bundle(city: City, concluded: Round) -> None:
    other = a_round(city)
    with city.uow(AFTER) as uow:
        with pytest.raises(Refused):
            decision_bundle(uow.session, city.catalog, other.call_id)
        with pytest.raises(NotFound):
            decision_bundle(uow.session, city.catalog, 999)


def test_the_command_replays_a_file_and_ends_badly_where_it_differs(
    bundle: bytes, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(bundle)
    ending = "1-documents/selection.json"
    bad.write_bytes(changed(bundle, ending, lambda kept: kept["outcomes"][0].update(amount=1)))

    agreed = CliRunner().invoke(main, ["decision", "replay", str(good)])
    differs = CliRunner().invoke(main, ["decision", "replay", str(bad)])

    assert (agreed.exit_code, agreed.output.count("一字一句同じ")) == (0, 2)
    assert (differs.exit_code, "束では 1、計算し直すと 0" in differs.output) == (1, True)
