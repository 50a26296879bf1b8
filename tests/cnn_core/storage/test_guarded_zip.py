"""What is asked of a ZIP before it is read; the rooms that read archives have their limits tested there."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.storage import guarded_zip
from cnn_core.storage.guarded_zip import End


class DamagedError(Exception):
    pass


class TooLargeError(Exception):
    pass


def packed(members, comment=b"", compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.comment = comment
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def end_of(content):
    return guarded_zip.read_end(io.BytesIO(content), DamagedError)


@given(
    st.dictionaries(st.text("abc/", min_size=1), st.binary(max_size=50), max_size=5),
    st.binary(max_size=9),
    st.binary(max_size=9).filter(lambda comment: b"PK" not in comment),  # one that looks like a record is refused
)
def test_the_end_is_that_which_zipfile_reads(members, before, comment):
    content = packed(members, comment)
    found = end_of(before + content)
    assert found is not None
    assert found.entries == len(members)
    assert found.is_plain == (not before and not comment)


def test_bytes_behind_the_archive_make_it_unusual_and_no_end_makes_it_none():
    content = packed({"a": b"1"})
    assert end_of(content) == End(1, 47, is_plain=True)
    assert end_of(content + b"behind") == End(1, 47, is_plain=False)
    assert end_of(content[:-1]) is None
    assert end_of(b"") is None


def test_a_long_form_that_points_nowhere_is_damaged():
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 2**64 - 1, 1)
    content = packed({"a": b"1"})
    with pytest.raises(DamagedError):
        end_of(content[:-22] + locator + content[-22:])


def opened(content):
    return guarded_zip.opened(io.BytesIO(content), DamagedError)


@pytest.mark.parametrize("member", ["a", "missing"])
def test_a_member_is_read_up_to_its_limit(member):
    with opened(packed({"a": b"12345"})) as archive:
        errors = {"damaged": DamagedError, "too_large": TooLargeError}
        if member == "missing":
            with pytest.raises(DamagedError):
                guarded_zip.read(archive, member, 5, **errors)
            return
        assert guarded_zip.read(archive, member, 5, **errors) == b"12345"
        with pytest.raises(TooLargeError):
            guarded_zip.read(archive, member, 4, **errors)
        assert b"".join(guarded_zip.blocks(archive, member, DamagedError)) == b"12345"


def test_changed_bytes_are_damage_and_errors_of_the_caller_are_not():
    content = packed({"a": b"12345"}, compression=zipfile.ZIP_STORED).replace(b"12345", b"12346")
    with opened(content) as archive, pytest.raises(DamagedError):
        list(guarded_zip.blocks(archive, "a", DamagedError))
    with pytest.raises(KeyError, match="mine"), opened(packed({})):
        raise KeyError("mine")
    with pytest.raises(DamagedError), opened(b"no archive"):
        pass


def test_links_locks_rare_packing_and_bombs_are_told_from_plain_members():
    def info(name="a", **changes):
        made = zipfile.ZipInfo(name)
        made.file_size, made.compress_size = 1000, 10
        for field, value in changes.items():
            setattr(made, field, value)
        return made

    assert not guarded_zip.is_odd(info(external_attr=0o100644 << 16))
    assert not guarded_zip.is_odd(info(compress_type=zipfile.ZIP_DEFLATED))
    for odd in (
        info(external_attr=0o120777 << 16),
        info(flag_bits=1),
        info(compress_type=zipfile.ZIP_LZMA),
        info("a\0b"),
    ):
        assert guarded_zip.is_odd(odd)
    assert not guarded_zip.is_bomb(info(file_size=3000))
    assert guarded_zip.is_bomb(info(file_size=3001))
