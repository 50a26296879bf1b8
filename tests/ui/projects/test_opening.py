"""A project that is not opened says why, in the visitor's language."""

from __future__ import annotations

import pytest

import engine
from cnn_core.projects.error import ProjectError
from ui.language import LANGUAGES, catalogue
from ui.projects import opening
from ui.requests.timeouts import BROUGHT


def test_a_refused_project_is_named_with_what_was_wrong_in_it():
    said = opening._refusal(ProjectError("member", {"member": "notes.exe"}))
    assert said == catalogue("en")["project_error.member"].format(member="notes.exe")


@pytest.mark.parametrize("code", ["timeout", "memory", "died"])
def test_a_network_that_ends_its_process_is_said(code: str):
    assert opening._refusal(engine.EngineError(code)) == catalogue("en")[f"brought_model.ended.{code}"].format(
        seconds=round(BROUGHT)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_wherever_the_pictures_are(language: str):
    places = ("came", "here", "prepare", "download", "absent")
    assert not [place for place in places if f"project.pictures_{place}" not in catalogue(language)]
