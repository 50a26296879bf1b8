"""A project file holds what was written, hash by hash; everything else is refused before it can do harm."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cnn_core.projects import archive as project_archive
from cnn_core.projects.archive import FORMAT, MANIFEST, VERSION, opened, write_archive
from cnn_core.projects.error import ProjectError

SETTINGS = "runs/1/settings.json"
METRICS = "runs/1/metrics.jsonl"
PICTURES = project_archive.PICTURES.format(number=2)


def written(tmp_path: Path, members: dict[str, Any] | None = None) -> Path:
    target = tmp_path / "project.zip"
    write_archive(target, {"title": "꽃"}, members or {SETTINGS: b"{}", METRICS: b"1\n" * 1000})
    return target


def forged(members: dict[str, bytes], manifest: dict[str, Any] | bytes | None = None, **changes: Any) -> io.BytesIO:
    """A project file by somebody who knows the format."""
    files = {name: {"bytes": len(content), "sha256": sha256(content).hexdigest()} for name, content in members.items()}
    about: Any = {"format": FORMAT, "version": VERSION, "files": files} | changes
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest if isinstance(manifest, bytes) else json.dumps(manifest or about))
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def refused(source: Any) -> str:
    with pytest.raises(ProjectError, match=r"Received: ") as caught:
        read(source)
    return caught.value.code


def read(source: Any) -> list[bytes]:
    with opened(source) as archive:
        return [archive.read(name) for name in archive.names]


def test_what_was_written_is_read(tmp_path: Path):
    long = tmp_path / "long"
    long.write_bytes(bytes(range(256)) * 5000)
    path = written(tmp_path, {SETTINGS: b"{}", PICTURES: long})
    with opened(path) as archive:
        assert archive.about["title"] == "꽃"
        assert set(archive.names) == {SETTINGS, PICTURES}
        assert archive.read(SETTINGS) == b"{}"
        archive.copy(PICTURES, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == long.read_bytes()
    with opened(io.BytesIO(path.read_bytes())) as archive:
        assert archive.read(PICTURES) == long.read_bytes()


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "runs/1/../../evil", "runs/0/settings.json", "runs/1/run.py", "data/0/pictures.zip",
     "runs/1/checkpoints/epoch-0001.h5", "runs\\1\\settings.json", "RUNS/1/settings.json", "runs/100/settings.json"],
)  # fmt: skip
def test_a_member_that_no_project_has_is_refused(name: str, tmp_path: Path):
    assert refused(forged({name: b"{}"})) == "member"
    with pytest.raises(ProjectError):
        write_archive(tmp_path / "project.zip", {}, {name: b"{}"})


@pytest.mark.parametrize("content", [b"", b"PK", b"\x89PNG", b"PK\x03\x04" + bytes(100)])
def test_another_file_is_refused(content: bytes):
    assert refused(io.BytesIO(content)) in ("not_a_project", "damaged")


def test_a_zip_that_is_no_project_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("daisy/1.jpg", b"")
    assert refused(target) in ("not_a_project", "member")


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b"3", b"[" * 5000, b'{"format": "convlens-project"}'])
def test_a_manifest_that_is_none_is_refused(manifest: bytes):
    assert refused(forged({}, manifest)) == "not_a_project"


@pytest.mark.parametrize("files", [None, 3, [], {SETTINGS: 3}, {SETTINGS: {}}, {}, {SETTINGS: {"sha256": "0" * 64}}])
def test_a_manifest_whose_hashes_are_others_is_refused(files: Any):
    assert refused(forged({SETTINGS: b"{}"}, files=files)) in ("content", "changed", "member")


def test_a_newer_version_says_so():
    source = forged({SETTINGS: b"{}"}, version=VERSION + 1)
    with pytest.raises(ProjectError, match=rf"up to version {VERSION}\. Received: version 2.*Update"), opened(source):
        pass


def test_a_changed_member_is_refused(tmp_path: Path):
    source = zipfile.ZipFile(written(tmp_path))
    target = io.BytesIO()
    with source, zipfile.ZipFile(target, "w") as archive:
        archive.writestr(MANIFEST, source.read(MANIFEST))
        archive.writestr(SETTINGS, b'{"a": 1}')
        archive.writestr(METRICS, source.read(METRICS))
    assert refused(target) == "changed"


@pytest.mark.parametrize("cut", [1, 22, 200])
def test_half_a_file_is_refused(cut: int, tmp_path: Path):
    content = written(tmp_path).read_bytes()
    assert refused(io.BytesIO(content[:-cut])) in ("damaged", "not_a_project")


def test_damaged_bytes_are_refused(tmp_path: Path):
    content = bytearray(written(tmp_path, {METRICS: bytes(range(256)) * 100}).read_bytes())
    place = content.index(b"metrics.jsonl") + 60
    content[place : place + 20] = bytes(20)
    assert refused(io.BytesIO(bytes(content))) in ("damaged", "changed")


def test_a_bomb_is_refused_unread():
    assert refused(forged({METRICS: bytes(50_000_000)})) == "too_large"


def test_a_member_that_lies_about_its_size_is_refused():
    target = forged({METRICS: b"a" * 5000})
    content = bytearray(target.getvalue())
    size = (5000).to_bytes(4, "little")
    while size in content:
        place = content.index(size)
        content[place : place + 4] = (50).to_bytes(4, "little")
    assert refused(io.BytesIO(bytes(content))) in ("damaged", "changed")


def test_links_passwords_and_copies_are_refused():
    link = zipfile.ZipInfo(SETTINGS)
    link.external_attr = 0o120777 << 16
    for infos in ([link], [zipfile.ZipInfo(SETTINGS), zipfile.ZipInfo(SETTINGS)]):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive, pytest.warns() if len(infos) > 1 else _nothing():
            archive.writestr(MANIFEST, json.dumps({"format": FORMAT, "version": 1, "files": {}}))
            for info in infos:
                archive.writestr(info, b"{}")
        assert refused(target) == "member"


class _nothing:  # noqa: N801 - reads like pytest.warns beside it
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def test_what_goes_wrong_while_it_is_open_is_not_called_damage(tmp_path: Path):
    with pytest.raises(RuntimeError, match="mine"), opened(written(tmp_path)):
        raise RuntimeError("mine")


def test_a_long_directory_is_refused_unread():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(MANIFEST, "{}")
        for number in range(5000):
            archive.writestr(f"{number}", b"")
    assert refused(target) == "damaged"


def test_what_is_too_large_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(project_archive, "MOST_BYTES", 10)
    with pytest.raises(ProjectError, match="Save it without the pictures"):
        written(tmp_path)
