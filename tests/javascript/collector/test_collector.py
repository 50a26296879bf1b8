"""The collector: pictures from files and camera become small, travel one message after the other, and none is lost."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import violations
from tests.javascript.network_page import MOUNT
from ui.components.collector import CollectedClass, CollectedPicture, message_of
from ui.language import words

pytestmark = pytest.mark.browser

RUN_QUEUE = """async (steps) => {
  const { createQueue } = await import("/intake/outbox.js");
  const sent = [];
  const queue = createQueue((message) => sent.push(structuredClone(message)), 4);
  for (const [name, value] of steps) queue[name](value);
  queue.stop();
  return [sent, queue.pictures()];
}"""
CAMERA = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const context = canvas.getContext("2d");
  let shade = 0;
  setInterval(() => { context.fillStyle = `hsl(${(shade += 9)} 80% 50%)`; context.fillRect(0, 0, 640, 480); }, 30);
  globalThis.stream = canvas.captureStream(30);
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => globalThis.stream } });
}"""
REFUSING = """(name) => Object.defineProperty(navigator, "mediaDevices",
  { value: { getUserMedia: async () => { throw new DOMException("", name); } } })"""


def add(class_: int, letters: int = 10, count: int = 1) -> list[Any]:
    pictures = [{"name": f"{one}.jpg", "url": "x" * letters} for one in range(count)]
    return ["push", {"kind": "add", "class": class_, "pictures": pictures}]


def picture_file(kind: str = "PNG", size: tuple[int, int] = (600, 300)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, (10, 200, 30)).save(buffer, kind)
    return buffer.getvalue()


def url(side: int = 8) -> str:
    return "data:image/png;base64," + base64.b64encode(picture_file(size=(side, side))).decode()


def one_class(id_: int = 0, name: str = "cat", pictures: int = 0, **changes: Any) -> CollectedClass:
    shown = [CollectedPicture(f"p{one}", url()) for one in range(pictures)]
    return CollectedClass(**{"id": id_, "name": name, "count": pictures, "pictures": shown} | changes)


def data(*classes: CollectedClass, acknowledged: int = 0, problem: str = "") -> dict[str, Any]:
    shown = [
        {**vars(one), "pictures": [vars(picture) for picture in one.pictures]} for one in classes
    ]  # as dataclasses.asdict, and plain for JSON
    return {"acknowledged": acknowledged, "classes": shown, "problem": problem, "mostClasses": 3, "nameLimit": 40,
            "words": words("collector")}  # fmt: skip


class Collector:
    """The view in a browser, with the server's part played by the test."""

    def __init__(
        self, browser: Browser, address: str, first: dict[str, Any], prepare: Callable[[Page], None], **options
    ):
        self.page = browser.new_page(viewport={"width": options.pop("width", 900), "height": 900})
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{address}/blank")
        prepare(self.page)
        mount = MOUNT.replace("data: bytes(text)", "data: JSON.parse(new TextDecoder().decode(bytes(text)))")
        self.page.evaluate(
            mount, {"payload": self.encoded(first), "dark": options.pop("dark", False), "view": "collector"}
        )

    @staticmethod
    def encoded(state: dict[str, Any]) -> str:
        import json

        return base64.b64encode(json.dumps(state).encode()).decode()

    def send(self, state: dict[str, Any]) -> None:
        self.page.evaluate("(text) => { send(text); }", self.encoded(state))

    def sent(self) -> list[dict[str, Any]]:
        messages: list[Any] = self.page.evaluate("sent.map(([, , message]) => message)")
        return messages

    def wait_for_sent(self, count: int) -> dict[str, Any]:
        self.page.wait_for_function("(count) => sent.length >= count", arg=count)
        return self.sent()[count - 1]


@pytest.fixture
def collector(browser: Browser, components_address: str) -> Iterator[Callable[..., Collector]]:
    opened: list[Collector] = []

    def open_view(first: dict[str, Any], prepare: Callable[[Page], None] = lambda _: None, **options: Any) -> Collector:
        opened.append(Collector(browser, components_address, first, prepare, **options))
        return opened[-1]

    yield open_view
    for view in opened:
        view.page.close()
        assert view.errors == []


def test_a_message_waits_for_the_one_before(modules):
    sent, waiting = modules.page.evaluate(RUN_QUEUE, [add(0), ["push", {"kind": "add_class"}], add(1)])
    assert [message["number"] for message in sent] == [5]
    assert waiting == 2
    steps = [
        add(0),
        ["push", {"kind": "add_class"}],
        add(1),
        ["acknowledge", 5],
        ["acknowledge", 5],
        ["acknowledge", 6],
        ["acknowledge", 7],
    ]
    sent, waiting = modules.page.evaluate(RUN_QUEUE, steps)
    assert [(message["number"], message["kind"]) for message in sent] == [(5, "add"), (6, "add_class"), (7, "add")]
    assert waiting == 0


def test_waiting_pictures_of_a_class_travel_together_up_to_a_bound(modules):
    steps = [add(0) for _ in range(20)]
    sent, waiting = modules.page.evaluate(RUN_QUEUE, [*steps, ["acknowledge", 5], ["acknowledge", 6]])
    assert [len(message["pictures"]) for message in sent] == [1, 12, 7]
    assert waiting == 7
    large = [add(0, letters=300_000) for _ in range(5)]
    sent, _ = modules.page.evaluate(RUN_QUEUE, [*large, ["acknowledge", 5]])
    assert [len(message["pictures"]) for message in sent] == [1, 2]
    sent, _ = modules.page.evaluate(RUN_QUEUE, [add(0), add(0), add(1), add(0), ["acknowledge", 5], ["acknowledge", 6]])
    assert [message["class"] for message in sent] == [0, 0, 1]


def test_what_is_not_acknowledged_is_sent_again(browser, components_address):
    page = browser.new_page()
    page.clock.install()
    page.goto(f"{components_address}/blank")
    page.evaluate(
        """async () => {
          const { createQueue } = await import("/intake/outbox.js");
          globalThis.sent = [];
          globalThis.queue = createQueue((message) => sent.push(message.number), 0);
          queue.push({ kind: "add_class" });
        }"""
    )
    page.clock.run_for(6500)
    assert page.evaluate("sent") == [1, 1]
    page.evaluate("queue.acknowledge(1)")
    page.clock.run_for(20_000)
    assert page.evaluate("sent") == [1, 1]
    page.close()


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((600, 300), [256, 128]), ((300, 600), [128, 256]), ((40, 30), [40, 30]), ((9000, 2), [256, 1])],
)
def test_pictures_become_small_and_never_larger(modules, size, wanted):
    assert modules.call("intake/small_pictures.js", "sizeFor", *size, {"longer": 256}) == wanted


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ({"name": "a.zip", "type": "application/zip", "size": 9}, "file_zip"),
        ({"name": "a.txt", "type": "text/plain", "size": 9}, "file_no_picture"),
        ({"name": "a.svg", "type": "image/svg+xml", "size": 9}, "file_no_picture"),
        ({"name": "a.jpg", "type": "image/jpeg", "size": 0}, "file_empty"),
        ({"name": "a.jpg", "type": "image/jpeg", "size": 50_000_000}, "file_large"),
        ({"name": "a.jpg", "type": "image/jpeg", "size": 9}, None),
        ({"name": "a.heic", "type": "", "size": 9}, None),
    ],
)
def test_files_that_are_left_out_unopened(modules, file, reason):
    assert modules.call("intake/small_pictures.js", "reasonAgainst", file) == reason


def test_classes_are_added_renamed_and_removed(collector):
    view = collector(data(one_class()))
    view.page.get_by_role("button", name="+ Add a class").click()
    assert view.wait_for_sent(1) == {"kind": "add_class", "number": 1}
    view.send(data(one_class(), one_class(1, "Class 2"), acknowledged=1))
    view.page.keyboard.type("dog")
    view.page.keyboard.press("Enter")
    assert view.wait_for_sent(2) == {"kind": "rename", "class": 1, "name": "dog", "number": 2}
    view.send(data(one_class(), one_class(1, "dog"), acknowledged=2))
    view.page.get_by_role("button", name="Remove the class cat with its pictures").click()
    assert view.wait_for_sent(3) == {"kind": "remove_class", "class": 0, "number": 3}
    view.send(data(one_class(1, "dog"), acknowledged=3))
    expect(view.page.get_by_label("Name of the class")).to_have_value("dog")


def test_a_name_that_the_server_refuses_goes_back_with_the_reason(collector):
    view = collector(data(one_class(), one_class(1, "dog")))
    view.page.get_by_label("Name of the class").nth(1).fill("cat")
    view.page.keyboard.press("Enter")
    view.wait_for_sent(1)
    view.send(data(one_class(), one_class(1, "dog", problem="There is a class cat already."), acknowledged=1))
    expect(view.page.get_by_label("Name of the class").nth(1)).to_have_value("dog")
    expect(view.page.locator(".collect-problems").nth(1)).to_have_text("There is a class cat already.")


def test_files_become_small_jpegs_and_others_are_listed(collector):
    view = collector(data(one_class()))
    files = [
        {"name": "photo.png", "mimeType": "image/png", "buffer": picture_file()},
        {"name": "<b>notes</b>.txt", "mimeType": "text/plain", "buffer": b"notes"},
        {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff broken"},
        {"name": "tiny.png", "mimeType": "image/png", "buffer": picture_file(size=(5, 4))},
    ]
    view.page.locator("input[type=file]").set_input_files(files)
    first = message_of(view.wait_for_sent(1))
    view.page.wait_for_timeout(300)
    view.send(data(one_class(pictures=1), acknowledged=1))
    second = message_of(view.wait_for_sent(2))
    assert [name for message in (first, second) for name, _ in message.pictures] == ["photo.png", "tiny.png"]
    assert Image.open(BytesIO(first.pictures[0][1])).size == (256, 128)
    pixels = np.asarray(Image.open(BytesIO(first.pictures[0][1])))
    assert np.abs(pixels.reshape(-1, 3).mean(0) - [10, 200, 30]).max() < 4
    expect(view.page.locator(".collect-problems li")).to_have_text(
        [
            "“<b>notes</b>.txt” is not a picture and was left out.",
            "The browser cannot read “broken.jpg”, so it was left out. Save it as JPEG or PNG.",
        ]
    )


def test_the_camera_takes_pictures_while_its_button_is_held(collector):
    view = collector(data(one_class()), lambda page: page.evaluate(CAMERA))
    view.page.get_by_role("button", name="Camera", exact=True).click()
    hold = view.page.get_by_role("button", name="Hold to take pictures")
    expect(hold).to_be_enabled()
    expect(hold).to_be_focused()
    view.page.keyboard.down("Space")
    view.page.wait_for_function("sent.length >= 1")
    view.page.wait_for_timeout(500)
    view.page.keyboard.up("Space")
    view.page.wait_for_timeout(150)
    status = view.page.locator(".collect-sending")
    expect(status).to_contain_text("Pictures on their way")
    waiting = int(status.text_content().split()[-1])
    assert waiting >= 3
    view.page.wait_for_timeout(300)
    assert int(status.text_content().split()[-1]) == waiting
    view.send(data(one_class(pictures=1), acknowledged=1))
    rest = message_of(view.wait_for_sent(2))
    assert len(rest.pictures) == waiting - 1
    assert Image.open(BytesIO(rest.pictures[0][1])).size == (256, 192)
    box = hold.bounding_box()
    view.send(data(one_class(pictures=waiting), acknowledged=2))
    view.page.mouse.move(box["x"] + 5, box["y"] + 5)
    view.page.mouse.down()
    view.wait_for_sent(3)
    view.page.mouse.up()
    view.page.get_by_role("button", name="Close the camera").click()
    assert view.page.evaluate("stream.getTracks()[0].readyState") == "ended"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("NotAllowedError", "The browser may not use the camera. Allow it beside the address"),
        ("NotFoundError", "No camera was found."),
        ("NotReadableError", "The camera is used by another program."),
    ],
)
def test_a_camera_that_is_refused_says_what_to_do(collector, error: str, sentence: str):
    view = collector(data(one_class()), lambda page: page.evaluate(REFUSING, error))
    view.page.get_by_role("button", name="Camera", exact=True).click()
    expect(view.page.locator(".collect-status")).to_contain_text(sentence)
    expect(view.page.get_by_role("button", name="Hold to take pictures")).to_be_hidden()


def test_there_is_one_camera_at_a_time(collector):
    view = collector(data(one_class(), one_class(1, "dog")), lambda page: page.evaluate(CAMERA))
    for index in (0, 1):
        view.page.get_by_role("button", name="Camera", exact=True).nth(index).click()
        expect(view.page.locator("video")).to_have_count(1)
    view.page.evaluate("cleanUp()")
    assert view.page.evaluate("stream.getTracks()[0].readyState") in ("live", "ended")


def test_a_picture_is_removed_by_click_or_by_key(collector):
    view = collector(data(one_class(pictures=4)))
    thumbnails = view.page.locator(".collect-thumbnail")
    thumbnails.nth(2).click()
    assert view.wait_for_sent(1) == {"kind": "remove_picture", "class": 0, "picture": "p2", "number": 1}
    view.send(data(one_class(pictures=2), acknowledged=1))
    view.page.keyboard.press("ArrowLeft")
    view.page.keyboard.press("Delete")
    assert view.wait_for_sent(2) == {"kind": "remove_picture", "class": 0, "picture": "p0", "number": 2}


def test_pictures_that_are_not_shown_can_be_asked_for(collector):
    view = collector(data(one_class(pictures=4, count=9)))
    view.page.get_by_role("button", name="Show 5 more").click()
    assert view.wait_for_sent(1) == {"kind": "more", "class": 0, "number": 1}


def test_no_more_classes_than_there_may_be(collector):
    view = collector(data(*(one_class(one, f"class {one}") for one in range(3))))
    expect(view.page.get_by_role("button", name="+ Add a class")).to_be_disabled()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [366, 1200])
def test_it_is_accessible_and_fits(collector, dark: bool, width: int):
    classes = (one_class(pictures=9), one_class(1, "고양이 <b>", pictures=2, problem="Something was wrong."))
    view = collector(data(*classes), lambda page: page.evaluate(CAMERA), width=width, dark=dark)
    view.page.get_by_role("button", name="Camera", exact=True).first.click()
    expect(view.page.get_by_role("button", name="Hold to take pictures")).to_be_enabled()
    assert violations(view.page) == []
    assert view.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
