"""The page of kept networks: what is listed, for whom, how it goes away; and projects, saved and opened."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.model_store import kept as kept_models
from cnn_core.projects import saving as project_saving
from cnn_core.projects.error import _SENTENCES as PROJECT_SENTENCES
from cnn_core.projects.saving import Project
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.storage import workspace
from cnn_core.training import run_folder
from cnn_core.training.run_folder import Run
from cnn_core.training.training_settings import TrainingSettings
from tests.cnn_core.made_runs import SHAPES, SIDE, made_run, prepared
from tests.cnn_core.model_store.test_kept import DESCRIBED
from tests.cnn_core.picture_files import encoded
from tests.pages.app_page import page_at, ran
from ui.language import catalogue
from ui.models import kept_list
from ui.networks.names import SHIPPED

ROOT = Path(__file__).parents[2]
PAGE = "pages/models.py"
WORDS = catalogue("en")
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
    pytest.mark.usefixtures("empty_home"),
]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    shutil.rmtree(workspace.folder("models"))


def opened(**link: str) -> AppTest:
    return page_at("models", **link)


def keep(title: str, *owners: str) -> str:
    return kept_models.keep(title, b"network", DESCRIBED, owners or ("ann",)).name


def titles(page: AppTest) -> list[str]:
    return [one.value for one in page.subheader]


def keys(page: AppTest) -> set[str]:
    return {str(button.key) for button in page.button}


def targets(page: AppTest) -> list[tuple[str, str]]:
    """Page and query of each link."""
    links = [one.proto for one in page.get("page_link")]
    return [(link.page, link.query_string) for link in links]


def test_on_a_new_server_there_are_the_shipped_networks_and_the_way_to_one_of_ones_own():
    page = opened()
    assert WORDS["models.none"] in [one.value for one in page.info]
    assert len([title for title in titles(page) if "Tiny VGG" in title]) == 1
    assert {f"take_away_{name}" for name in SHIPPED} <= keys(page)
    assert not any(key.startswith("delete_") for key in keys(page))


def test_kept_networks_are_listed_those_saved_last_first_with_the_ways_to_use_them():
    for title in ("First", "나의 <b>꽃</b>"):
        keep(title)
    page = opened()
    assert titles(page)[:2] == [r"나의 \<b\>꽃\</b\>", "First"]
    captions = [one.value for one in page.caption]
    assert any("80.0 % right (70.0–90.0 %) on 100 pictures" in caption for caption in captions)
    found = targets(page)
    assert ("network_explorer", "network=kept%3Afirst") in found or ("network_explorer", "network=kept:first") in found
    assert any(page_ == "classify" and "first" in query for page_, query in found)


def test_only_ones_own_can_be_deleted_and_a_question_comes_before():
    run = made_run()
    mine, other = keep("Mine", run.id), keep("Other", "somebody else")
    page = opened(run=run.id)
    assert "Mine :gray-badge[yours]" in titles(page)
    assert "Other" in titles(page)
    assert f"delete_kept:{mine}" in keys(page)
    assert f"delete_kept:{other}" not in keys(page)
    page.button(key=f"delete_kept:{mine}").click()
    ran(page)
    assert kept_models.is_kept(mine)
    assert "delete_now" in keys(page)
    assert f"delete_kept:{mine}" not in keys(opened())  # another visitor


def test_whoever_is_not_the_owner_deletes_nothing():
    name = keep("Other", "somebody else")
    with pytest.raises(kept_models.KeptModelError):
        kept_models.remove(name, ["guess"])
    assert kept_models.is_kept(name)


def test_the_link_of_a_run_is_not_passed_on_by_this_page():
    """Its id would let others replace what it has kept."""
    run = made_run()
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).switch_page("pages/train.py")
    page.query_params["run"] = run.id
    ran(page)
    page.query_params.clear()  # as browsers do when another page is chosen
    ran(page.switch_page(PAGE))
    assert page.pills(key="project_runs").value == [run.id]
    assert "run" not in page.query_params


def test_of_many_networks_some_are_drawn_and_the_others_found():
    for number in range(kept_list.AT_FIRST + 2):
        keep(f"Network {number}")
    page = opened()
    listed = [title for title in titles(page) if title.startswith("Network ")]
    assert len(listed) == kept_list.AT_FIRST
    page.button(key="models_more").click()
    ran(page)
    assert len([title for title in titles(page) if title.startswith("Network ")]) == kept_list.AT_FIRST + 2
    page.text_input(key="models_find").input("network 13")
    ran(page)
    assert [title for title in titles(page) if title.startswith("Network ")] == ["Network 13"]
    page.text_input(key="models_find").input("nothing like it")
    ran(page)
    assert WORDS["models.not_found"] in [one.value for one in page.caption]


def test_a_broken_network_is_left_out():
    name = keep("Broken")
    (workspace.folder("models") / name / "card.json").write_text("{")
    assert WORDS["models.none"] in [one.value for one in opened().info]


@pytest.mark.parametrize("name", ["mnist_cnn", "kept:mine"])
def test_card_and_exports_open(name: str):
    keep("Mine")
    page = opened()
    page.button(key=f"card_{name}").click()
    ran(page)
    assert any("Accuracy" in one.value for one in page.markdown)
    page.button(key=f"take_away_{name}").click()
    ran(page)
    assert page.segmented_control(key="exports_format").options[0] == ".keras"
    assert page.code


def test_both_languages_have_a_sentence_for_every_refused_project():
    for language in ("en", "ko"):
        words = tomllib.loads((ROOT / "locales" / f"{language}.toml").read_text(encoding="utf-8"))
        assert words["project_error"].keys() == PROJECT_SENTENCES.keys()


def own_pictures() -> str:
    collection = picture_collections.new_collection()
    for place, name in enumerate(("cup", "ant")):
        files = [(f"{number}.png", encoded(10 * place + number)) for number in range(4)]
        picture_collections.add_pictures(collection, name, files)
    return collection


def upload(page: AppTest, content: bytes) -> AppTest:
    page.file_uploader[0].upload("mine.convlens.zip", content, "application/zip")
    return ran(page)


@pytest.fixture
def run() -> Run:
    prepared()
    return made_run("Shapes · 80 pictures", epochs=(1, 2))


def project(run: Run, **bench: Any) -> bytes:
    bench = {"data": SHAPES, "side": SIDE, "split_seed": 4} | bench
    return project_saving.save(Project(WorkbenchSettings(**bench), TrainingSettings(epochs=3), (run,)))


def test_what_goes_along_is_chosen_and_its_size_is_said(run: Run):
    page = opened(data=SHAPES, side=str(SIDE), run=run.id)
    assert page.pills(key="project_runs").value == [run.id]
    label = page.get("download_button")[0].proto.label
    assert label == WORDS["project.save_now"].format(size="0.1")
    page.toggle(key="project_every").set_value(True)
    ran(page)
    assert not [one for one in page.toggle if one.key == "project_pictures"]  # shapes are drawn everywhere
    assert WORDS["project.by_reference"] in [one.value for one in page.caption]


def test_pictures_of_ones_own_can_be_left_out():
    page = opened(data=f"own:{own_pictures()}")
    assert page.toggle(key="project_pictures").value is True
    assert WORDS["project.by_reference"] not in [one.value for one in page.caption]


def test_a_project_opens_and_takes_its_place(run: Run):
    page = upload(opened(), project(run))
    assert page.success[0].value.startswith(WORDS["project.opened"])
    assert WORDS["project.pictures_here"] in [one.value for one in page.caption]
    values = page.session_state["settings.values"]
    assert (values["data"], values["side"], values["split_seed"], values["epochs"]) == (SHAPES, SIDE, 4, 3)
    came = run_folder.open_run(page.session_state["train.made"][-1])
    assert came.id != run.id
    assert came.kept_epochs() == (2,)  # the last one is the best one, too
    assert page.pills(key="project_runs").value == [came.id]
    assert any(link == "train" and came.id in query for link, query in targets(page))


def test_a_project_with_pictures_brings_them(run: Run):
    collection = own_pictures()
    content = project(run, data=f"own:{collection}", side=32)
    picture_collections.remove_collection(collection)
    page = upload(opened(), content)
    assert WORDS["project.pictures_came"] in [one.value for one in page.caption]
    new = page.session_state["settings.values"]["data"].removeprefix("own:")
    assert picture_collections.contents(new) == {"cup": 4, "ant": 4}


@pytest.mark.parametrize(
    ("data", "key"), [(f"own:{'1' * 32}", "absent"), ("shapes:count=11", "prepare"), ("fashion_mnist", "download")]
)
def test_where_the_pictures_are_is_said(run: Run, data: str, key: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CONVLENS_DATA", raising=False)
    page = upload(opened(), project(run, data=data))
    shown = [one.value for one in (*page.caption, *page.warning)]
    assert WORDS[f"project.pictures_{key}"] in shown


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"GIF89a"])
def test_a_file_that_is_no_project_is_refused_and_all_stays(run: Run, content: bytes):
    page = opened(data="digits")
    upload(page, content)
    assert page.error[0].value.endswith(WORDS["project.kept"])
    assert page.session_state["settings.values"]["data"] == "digits"
    assert not page.session_state["train.made"] if "train.made" in page.session_state else True
    upload(page, project(run))  # another file works at once
    assert not page.error
    assert page.success


def test_a_network_that_holds_code_is_refused_in_words(run: Run, monkeypatch: pytest.MonkeyPatch):
    import zipfile
    from io import BytesIO

    from tests.cnn_core.model_files.made_files import layer, model_file, sequential
    from tests.cnn_core.projects.test_saving_and_opening import forged

    with zipfile.ZipFile(BytesIO(project(run))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["runs/1/checkpoints/epoch-0001.keras"] = model_file(sequential(layer("Lambda", function="x")))
    before = len(list(workspace.folder("runs").iterdir()))
    page = upload(opened(), forged(members))
    assert page.error[0].value.startswith(WORDS["project.network_refused"])
    assert "code" in page.error[0].value
    assert len(list(workspace.folder("runs").iterdir())) == before


def test_a_full_disk_is_said(run: Run, monkeypatch: pytest.MonkeyPatch):
    content = project(run)
    page = opened()
    monkeypatch.setattr(workspace, "ROOM", 10**18)
    upload(page, content)
    assert page.error[0].value.startswith(WORDS["keeping.disk_full"])
