import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from koubo.problems import NotFound
from koubo.storage.files import CHUNK, EmptyFile, FileStore, TooLarge

PLENTY = 100 * CHUNK


class Dripping(BytesIO):
    """A stream that gives what it has at hand, not what was asked for, as a socket does."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(1000, size or 1000))


class Endless(BytesIO):
    """A stream that never ends; it counts what was taken from it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size > 0
        self.taken += size
        return b"x" * size


class Broken(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise ConnectionResetError
        return super().read(size)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "data" / "files")


def names(store: FileStore) -> Iterator[str]:
    return (path.name for path in store.root.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_a_kept_file_is_read_back(store: FileStore, size: int) -> None:
    content = (b"0123456789" * (size // 10 + 1))[:size]

    kept = store.keep(BytesIO(content), limit=PLENTY)

    assert (kept.size, kept.sha256) == (size, hashlib.sha256(content).hexdigest())
    with store.open(kept.key) as file:
        assert file.read() == content
    assert store.matches(kept.key, kept.sha256)


def test_a_slow_stream_is_kept_whole(store: FileStore) -> None:
    kept = store.keep(Dripping(b"a" * 12_345), limit=PLENTY)

    assert kept.size == 12_345


def test_a_file_of_exactly_the_limit_is_kept(store: FileStore) -> None:
    assert store.keep(BytesIO(b"12345"), limit=5).size == 5


def test_a_larger_file_is_refused_while_it_streams_and_leaves_nothing(store: FileStore) -> None:
    endless = Endless()

    with pytest.raises(TooLarge) as refused:
        store.keep(endless, limit=2 * CHUNK)

    assert (refused.value.limit, endless.taken) == (2 * CHUNK, 3 * CHUNK)
    assert list(names(store)) == []


def test_an_empty_file_is_refused_and_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(EmptyFile):
        store.keep(BytesIO(), limit=PLENTY)

    assert list(names(store)) == []


def test_a_broken_upload_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(ConnectionResetError):
        store.keep(Broken(b"a" * 5), limit=PLENTY)

    assert list(names(store)) == []


def test_the_same_content_is_kept_twice_under_two_keys(store: FileStore) -> None:
    first, second = (store.keep(BytesIO(b"same"), limit=PLENTY) for _ in range(2))

    assert first.key != second.key
    assert sorted(names(store)) == sorted([first.key, second.key])


def test_a_damaged_or_missing_file_does_not_match(store: FileStore) -> None:
    kept = store.keep(BytesIO(b"content"), limit=PLENTY)
    path = store.root / kept.key[:2] / kept.key[2:4] / kept.key

    path.write_bytes(b"c0ntent")
    assert not store.matches(kept.key, kept.sha256)
    path.unlink()
    assert not store.matches(kept.key, kept.sha256)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32, "a" * 33])
def test_an_unknown_or_crafted_key_is_not_found(store: FileStore, key: str) -> None:
    with pytest.raises(NotFound):
        store.open(key)

    assert not store.matches(key, "0" * 64)


def test_another_store_on_the_same_folder_finds_the_file(store: FileStore) -> None:
    kept = store.keep(BytesIO(b"content"), limit=PLENTY)

    assert FileStore(store.root).matches(kept.key, kept.sha256)


def test_nobody_else_on_the_machine_reads_the_folders(store: FileStore) -> None:
    store.keep(BytesIO(b"content"), limit=PLENTY)

    folders = [store.root, *(path for path in store.root.rglob("*") if path.is_dir())]
    assert {oct(folder.stat().st_mode & 0o777) for folder in folders} == {"0o700"}
