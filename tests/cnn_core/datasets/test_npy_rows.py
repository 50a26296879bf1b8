import numpy as np
import pytest

from cnn_core.datasets.npy_rows import NpyReader, NpyWriter


@pytest.mark.parametrize("rows", [1, 9, 1234])
def test_rows_come_back_whole_and_one_by_one(tmp_path, rows):
    array = np.random.default_rng(0).integers(0, 255, (rows, 3, 2, 1), np.uint8)
    writer = NpyWriter(tmp_path / "a.npy")
    for row in array:
        writer.append(row)
    assert (writer.rows, writer.bytes) == (rows, array.nbytes)
    writer.close()
    writer.close()
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), array)
    assert isinstance(np.load(tmp_path / "a.npy", mmap_mode="r"), np.memmap)
    with NpyReader(tmp_path / "a.npy") as reader:
        np.testing.assert_array_equal(reader[rows - 1], array[-1])
        np.testing.assert_array_equal(reader[0], array[0])


def test_a_row_that_lies_otherwise_in_memory_is_written_right(tmp_path):
    array = np.arange(24, dtype=np.int64).reshape(2, 3, 4).transpose(0, 2, 1)
    writer = NpyWriter(tmp_path / "a.npy")
    for row in array:
        writer.append(row)
    writer.close()
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), array)


def test_a_row_of_another_form_is_refused(tmp_path):
    writer = NpyWriter(tmp_path / "a.npy")
    writer.append(np.zeros((2, 2), np.uint8))
    for wrong in (np.zeros((2, 3), np.uint8), np.zeros((2, 2), np.float32)):
        with pytest.raises(ValueError, match="Received: "):
            writer.append(wrong)
    writer.close()


def test_nothing_written_is_no_array(tmp_path):
    writer = NpyWriter(tmp_path / "a.npy")
    assert writer.bytes_of_one == 0
    writer.close()
    assert (tmp_path / "a.npy").read_bytes() == b""
