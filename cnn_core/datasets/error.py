"""The one exception that a data set which cannot be used raises, and its sentences in English."""

from __future__ import annotations

from typing import Final

from cnn_core.errors import CodedError

_SENTENCES: Final = {
    "no_pictures": "A data set has pictures. Received: none that can be read, {left_out} left out. Bring JPEG or PNG "
    "files in one folder for each class.",
    "not_here": "The pictures of a data set lie on this machine. Received: a collection that is not here. Bring them "
    "again, or open the project file.",
    "not_prepared": "A data set is looked at when it is prepared. Received: one that is not, or not at this size. "
    "Prepare it on the page Data.",
    "wrong_file": "{file} has the form that its name says. Received: {received}. Take the file away from the folder, "
    "or fetch it again.",
    "too_large": "A prepared data set has at most {limit} GB. Received: {received} GB. Choose smaller pictures, or "
    "fewer.",
    "not_an_archive": "Pictures come in a ZIP file. Received: another file, or a damaged one. Pack the folders as ZIP.",
    "archive_too_large": "A ZIP has at most {limit} GB. Received: {received} GB. Make the pictures smaller: a side of "
    "500 pixels is plenty.",
    "bomb": "A ZIP holds what it says, at most {limit} GB unpacked. Received: one that would unpack to more than it "
    "can hold. Pack the folders anew.",
    "too_many_files": "A ZIP has at most {limit} files. Received: {received}. Bring a part of them.",
    "too_many_classes": "A data set has at most {limit} classes. Received: {received}. The first folder inside of the "
    "ZIP that is not alone is taken for a class; pack the pictures in one folder for each class.",
    "too_many_pictures": "A collection has at most {limit} pictures. Received: {received}. Remove some.",
    "no_name": "A class has a name. Received: none. Write one.",
    "name_taken": "Each class has a name of its own. Received: {name}, which is there already. Choose another.",
}


class DatasetError(CodedError, ValueError):
    """A data set that cannot be used; the message states the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``dataset_error.<code>``.
        values: what is to be put into that sentence.

    Example:
        >>> str(DatasetError("too_large", {"limit": 4, "received": 9}))
        'A prepared data set has at most 4 GB. Received: 9 GB. Choose smaller pictures, or fewer.'
    """

    sentences = _SENTENCES
