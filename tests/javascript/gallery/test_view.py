"""The gallery's modules in the browser: rows, what is sent, how small pictures become, and frames of the camera."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from PIL import Image

from tests.examples import examples

pytestmark = pytest.mark.browser

ROWS = "gallery/rows.js"
SMALL = "intake/small_pictures.js"
QUICKLY = examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def row(number: int, **parts: Any) -> dict[str, Any]:
    plain = {"id": number, "name": f"{number}.jpg", "state": "answered", "problem": "", "label": "cup", "score": 0.9}
    return plain | {"refused": False, "best": [], "mark": ""} | parts


MANY = [
    row(0, name="b10.jpg", score=0.7),
    row(1, name="b2.jpg", label="dog", score=0.95, mark="right"),
    row(2, name="a.jpg", state="waiting", label="", score=0),
    row(3, name="broken.jpg", state="broken", problem="why"),
    row(4, name="c.jpg", label="dog", score=0.3, mark="wrong"),
    row(5, name="d.jpg", label="rose", score=0.99, refused=True),
]
EVERYTHING = {"text": "", "show": "all", "label": "", "order": "added"}


def ids(modules: Any, **choice: str) -> list[int]:
    return [one["id"] for one in modules.call(ROWS, "shown", MANY, EVERYTHING | choice, "en")]


def test_rows_come_out_of_the_payload(modules) -> None:
    header = {"names": ["a", "b", "c"], "problems": {"1": "broken"}, "labels": {"4": "cup", "7": "dog"}}
    sent = {
        "classes": np.array([[4, 7], [-1, -1], [-1, -1]], np.int32),
        "scores": np.array([[0.75, 0.25], [0, 0], [0, 0]], np.float32),
        "state": np.array([[1], [2], [0]], np.uint8),
        "refused": np.array([[1], [0], [0]], np.uint8),
        "marks": np.array([[2], [0], [0]], np.uint8),
    }
    first, second, third = modules.call(ROWS, "rowsOf", header, sent)
    assert (first["label"], first["score"], first["refused"], first["mark"]) == ("cup", 0.75, True, "wrong")
    assert [one["label"] for one in first["best"]] == ["cup", "dog"]
    assert (second["state"], second["problem"]) == ("broken", "broken")
    assert (third["state"], third["best"]) == ("waiting", [])


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, [0, 1, 2, 4, 5]),
        ({"order": "name"}, [1, 0, 4, 5, 2]),
        ({"order": "label"}, [0, 1, 4, 5, 2]),
        ({"order": "highest"}, [5, 1, 0, 4, 2]),
        ({"order": "lowest"}, [4, 0, 1, 5, 2]),
        ({"show": "sure"}, [0, 1]),
        ({"show": "unsure"}, [4]),
        ({"show": "refused"}, [5]),
        ({"show": "right"}, [1]),
        ({"show": "wrong"}, [4]),
        ({"label": "dog"}, [1, 4]),
        ({"label": "rose"}, []),
        ({"text": "DOG"}, [1, 4]),
        ({"text": " b2"}, [1]),
        ({"text": "nothing"}, []),
    ],
)
def test_rows_are_filtered_and_sorted(modules, choice: dict[str, str], expected: list[int]) -> None:
    assert ids(modules, **choice) == expected


@QUICKLY
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1, width=32), st.booleans()), max_size=12),
    st.sampled_from(["added", "name", "label", "highest", "lowest"]),
)
def test_sorting_loses_nothing(modules, found: list[tuple[str, float, bool]], order: str) -> None:
    rows = [row(n, label=label, score=score, refused=refused) for n, (label, score, refused) in enumerate(found)]
    sorted_ = modules.call(ROWS, "shown", rows, EVERYTHING | {"order": order}, "en")
    assert sorted(one["id"] for one in sorted_) == list(range(len(rows)))
    if order == "highest":
        assert [one["score"] for one in sorted_] == sorted((one["score"] for one in rows), reverse=True)


def test_answers_are_counted_the_most_frequent_first(modules) -> None:
    assert modules.call(ROWS, "counts", MANY) == [["dog", 2], ["cup", 1]]
    assert modules.call(ROWS, "progressOf", MANY) == {"all": 6, "answered": 4, "broken": 1, "refused": 1}


@QUICKLY
@given(st.integers(1, 9000), st.integers(1, 9000))
def test_pictures_become_no_smaller_than_needed(modules, width: int, height: int) -> None:
    wide, tall = modules.call(SMALL, "sizeFor", width, height, {"shorter": 256})
    assert 1 <= wide <= width
    assert 1 <= tall <= height
    assert min(wide, tall) == min(256, width, height)
    wide, tall = modules.call(SMALL, "sizeFor", width, height, {"longer": 1024})
    assert max(wide, tall) == min(1024, max(width, height))


TRAVEL = """
async ({ base64, name, alone }) => {
  const { prepareFile } = await import("/intake/small_pictures.js");
  const file = new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name);
  const sent = await prepareFile(file, alone);
  const size = async (url) => {
    const bitmap = await createImageBitmap(await (await fetch(url)).blob());
    return [bitmap.width, bitmap.height];
  };
  const sizes = { size: sent.url.startsWith("data:image/jpeg") && (await size(sent.url)), small: null };
  if (sent.thumbnail) sizes.small = await size(sent.thumbnail);
  return { ...sent, ...sizes };
}
"""


def file_of(kind: str, size: tuple[int, int] = (800, 600)) -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


def travelled(modules: Any, content: bytes, *, alone: bool = False) -> dict[str, Any]:
    told = {"base64": base64.b64encode(content).decode(), "name": "a.x", "alone": alone}
    found: dict[str, Any] = modules.page.evaluate(TRAVEL, told)
    return found


def test_a_photo_travels_small_and_alone_it_is_larger(modules) -> None:
    content = file_of("PNG", (1600, 1200))
    assert (found := travelled(modules, content))["size"] == [341, 256]
    assert found["small"] == [96, 96]
    alone = travelled(modules, content, alone=True)
    assert (alone["size"], alone["thumbnail"]) == ([1024, 768], "")


@pytest.mark.parametrize("alone", [True, False])
def test_what_is_small_already_travels_as_it_is(modules, alone: bool) -> None:
    content = file_of("PNG", (120, 90))
    found = travelled(modules, content, alone=alone)
    assert base64.b64decode(found["url"].partition(",")[2]) == content
    assert bool(found["thumbnail"]) is not alone


def test_what_only_the_server_reads_travels_as_it_is(modules) -> None:
    content = file_of("TIFF", (40, 30))
    found = travelled(modules, content)
    assert (found["thumbnail"], "large" in found) == ("", False)
    assert base64.b64decode(found["url"].partition(",")[2]) == content


def test_of_what_is_no_picture_only_the_beginning_travels(modules) -> None:
    found = travelled(modules, b"no picture " * 9000)
    assert len(base64.b64decode(found["url"].partition(",")[2])) == 4096
    assert travelled(modules, b"")["url"] == "data:application/octet-stream;base64,"


def test_a_large_file_that_the_browser_cannot_read_stays_at_home(modules) -> None:
    found = modules.page.evaluate(
        """async () => {
          const { prepareFile, MOST_RAW } = await import("/intake/small_pictures.js");
          const tiff = new Uint8Array(MOST_RAW + 1);
          tiff.set([73, 73, 42, 0]);
          return prepareFile(new File([tiff], "scan.tif"), false);
        }"""
    )
    assert (found["large"], found["url"]) == (True, "")


OUTBOX = """
async (steps) => {
  const { createOutbox } = await import("/intake/outbox.js");
  const sent = [];
  const outbox = createOutbox((message) => sent.push(structuredClone(message)), 0);
  for (const [name, ...values] of steps) outbox[name](...values);
  outbox.stop();
  return { sent, waiting: outbox.waiting() };
}
"""


def talk(modules: Any, *steps: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = modules.page.evaluate(OUTBOX, list(steps))
    return found


def picture(letters: int = 10) -> dict[str, str]:
    return {"name": "a", "url": "x" * letters}


def test_one_message_goes_at_a_time_and_pictures_join(modules) -> None:
    found = talk(modules, ["expect", True], *[["add", picture()] for _ in range(40)])
    assert [message["kind"] for message in found["sent"]] == ["add"]
    assert found["waiting"] == 40
    found = talk(modules, ["expect", True], *[["add", picture()] for _ in range(40)], ["acknowledge", 1, False])
    assert [len(message["pictures"]) for message in found["sent"]] == [1, 16]
    assert [message["number"] for message in found["sent"]] == [1, 2]
    assert found["waiting"] == 39


def test_letters_bound_a_message_but_never_a_picture(modules) -> None:
    steps = [["expect", True], ["add", picture(2_000_000)], ["add", picture(800_000)], ["add", picture(800_000)]]
    found = talk(modules, *steps, ["acknowledge", 1, False], ["acknowledge", 2, False])
    assert [[len(one["url"]) for one in message["pictures"]] for message in found["sent"]] == [
        [2_000_000],
        [800_000],
        [800_000],
    ]


def test_missing_answers_are_asked_for_when_there_is_nothing_else(modules) -> None:
    steps = [["expect", True], ["add", picture()], ["acknowledge", 1, True]]
    assert [message["kind"] for message in talk(modules, *steps)["sent"]] == ["add", "look"]
    found = talk(
        modules, *steps, ["act", {"kind": "open", "id": 0}], ["acknowledge", 2, True], ["acknowledge", 3, True]
    )
    assert [message["kind"] for message in found["sent"]] == ["add", "look", "open", "look"]


def test_the_server_is_told_when_no_more_pictures_come(modules) -> None:
    found = talk(modules, ["expect", True], ["add", picture()], ["acknowledge", 1, False], ["expect", False])
    assert [(message["kind"], message["more"]) for message in found["sent"]] == [("add", True), ("look", False)]


def test_what_was_not_sent_is_let_go_of(modules) -> None:
    found = talk(modules, *[["add", picture()] for _ in range(5)], ["drop"], ["acknowledge", 1, False])
    assert len(found["sent"]) == 1
    assert found["waiting"] == 0


def test_a_message_of_an_earlier_visit_is_not_taken_for_an_answer(modules) -> None:
    found = talk(modules, ["acknowledge", 7, False], ["act", {"kind": "clear"}])
    assert [message["number"] for message in found["sent"]] == [8]


ORDER = """
async (names) => {
  const { inOrder } = await import("/intake/intake.js");
  return inOrder(names.map((name) => ({ name }))).map((one) => one.name);
}
"""


def test_files_are_in_the_order_of_people_and_hidden_ones_left_out(modules) -> None:
    found = modules.page.evaluate(ORDER, ["10.jpg", "2.jpg", ".DS_Store", "a.png"])
    assert found == ["2.jpg", "10.jpg", "a.png"]


def test_folders_are_looked_through_to_the_bottom(modules) -> None:
    found = modules.page.evaluate(
        """async () => {
          const { filesOf } = await import("/intake/intake.js");
          const file = (name) => ({ isFile: true, name, file: (done) => done({ name }) });
          const folder = (name, ...children) => ({ isDirectory: true, name, createReader: () => ({
            // A folder is read in parts, until a part is empty.
            readEntries: (done) => done(children.splice(0, 2)),
          }) });
          const top = folder("photos", file("3.jpg"), file("1.jpg"), folder("inner", file("2.jpg")), file(".hidden"));
          const items = [{ webkitGetAsEntry: () => top }, { webkitGetAsEntry: () => file("0.jpg") }];
          return (await filesOf({ items, files: [] })).map((one) => one.name);
        }"""
    )
    assert found == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


FRAMES = """
async ({ steps, frames }) => {
  const { createFrames } = await import("/live/frames.js");
  const sent = [];
  const timers = new Map();
  let time = 0;
  let last = 0;
  const live = createFrames({
    take: () => (frames.length ? frames.shift() : "newest"), send: (frame) => sent.push(frame), now: () => time,
    later: (act, wait) => (timers.set((last += 1), { act, at: time + wait }), last),
    never: (timer) => timers.delete(timer),
  }, 0);
  for (const [name, value] of steps) {
    if (name !== "wait") {
      live[name](value);
      continue;
    }
    time += value;
    for (const [timer, { act, at }] of [...timers]) if (at <= time && timers.delete(timer)) act();
  }
  return { sent, rate: live.rate(), running: live.running() };
}
"""


def live(modules: Any, *steps: list[Any], frames: tuple[str | None, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = modules.page.evaluate(FRAMES, {"steps": list(steps), "frames": list(frames)})
    return found


def test_the_next_frame_goes_when_the_last_is_answered_and_not_before(modules) -> None:
    found = live(modules, ["start"], ["wait", 500], ["start"], frames=("first", "second"))
    assert found["sent"] == [{"number": 1, "url": "first"}]
    found = live(modules, ["start"], ["answer", 1], ["answer", 1], ["answer", 2], frames=("first", "second"))
    assert [frame["url"] for frame in found["sent"]] == ["first", "second", "newest"]
    assert [frame["number"] for frame in found["sent"]] == [1, 2, 3]


def test_the_rate_is_what_was_measured(modules) -> None:
    steps = [part for number in range(1, 6) for part in (["wait", 200], ["answer", number])]
    rate = live(modules, ["start"], *steps)["rate"]
    assert rate["perSecond"] == pytest.approx(5)
    assert rate["wait"] == pytest.approx(200)


def test_after_a_stop_nothing_goes_and_late_answers_are_passed_over(modules) -> None:
    found = live(modules, ["start"], ["stop"], ["answer", 1], ["wait", 60_000])
    assert len(found["sent"]) == 1
    assert not found["running"]


def test_a_frame_without_an_answer_is_given_up_for_the_newest(modules) -> None:
    found = live(modules, ["start"], ["wait", 15_001], ["answer", 1], ["answer", 2], frames=("old",))
    assert [frame["url"] for frame in found["sent"]] == ["old", "newest", "newest"]


def test_a_camera_that_has_no_picture_yet_is_waited_for(modules) -> None:
    found = live(modules, ["start"], ["wait", 60], frames=(None, "first"))
    assert [frame["url"] for frame in found["sent"]] == ["first"]
