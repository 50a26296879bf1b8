"""The walk-through: what it says of a network and a picture, in numbers of numpy, and how it is stepped."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
import pytest

from tests.javascript.network_payload import Maker, payload, payload_of, residual, tiny_vgg, words

STEPS = """
async ({ data }) => {
  const { unpack } = await import("/shared/payload.js");
  const { sideOf } = await import("/explorer/side.js");
  const { stepsOf } = await import("/explorer/walk/walk_steps.js");
  const { say } = await import("/shared/words.js");
  const { header, arrays } = unpack(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)));
  const side = sideOf(header, arrays, 0);
  return stepsOf(side).map((step) => ({ ...step, text: say(header.words, `walk.${step.key}`, step.values) }));
}
"""

# A card in a shadow root as the view keeps it: `walk` has the step, where it went, and another element to type in.
MOUNT = """
async ({ data, other, width, step }) => {
  const { unpack } = await import("/shared/payload.js");
  const { sideOf } = await import("/explorer/side.js");
  const { createWalk } = await import("/explorer/walk/walk.js");
  const read = (text) => unpack(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  const host = document.createElement("div");
  host.style.width = `${width}px`;
  const shadow = host.attachShadow({ mode: "open" });
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "/explorer/view.css";
  const loaded = new Promise((done) => style.addEventListener("load", done));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await (await fetch("/explorer/walk/walk.css")).text());
  shadow.adoptedStyleSheets = [sheet];
  const root = document.createElement("div");
  root.className = "cl-view network";
  const field = document.createElement("input");
  shadow.append(style, field, root);
  document.body.append(host);
  await loaded;
  const { header, arrays } = read(data);
  const state = { step, went: [], side: sideOf(header, arrays, 0) };
  const update = () => state.walk.update(state.step, state.side, header.words, header.language);
  state.walk = createWalk(root, {
    onStep: (next) => { state.step = next; update(); },
    goTo: (target) => { state.went.push(target); update(); },
  });
  state.another = () => {
    const next = read(other);
    state.side = sideOf(next.header, next.arrays, 0);
    update();
  };
  state.show = (next) => { state.step = next; update(); };
  Object.assign(state, { host, root, field });
  globalThis.walk = state;
  update();
}
"""


OUTSIDE = """
() => {
  const card = walk.root.querySelector(".walk");
  const box = card.getBoundingClientRect();
  const parts = [...card.querySelectorAll("p, button:not([hidden])")].map((part) => part.getBoundingClientRect());
  const outside = ({ left, right, bottom }) => left < box.left || right > box.right || bottom > box.bottom;
  return card.scrollWidth - card.clientWidth + parts.filter(outside).length;
}
"""


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def steps(modules: Any, data: bytes) -> list[dict[str, Any]]:
    return modules.page.evaluate(STEPS, {"data": text_of(data)})


def by_key(modules: Any, maker: Maker, **more: Any) -> dict[str, dict[str, Any]]:
    return {step["key"]: step for step in steps(modules, payload(maker, **more))}


@pytest.fixture
def walk(modules):
    """A card that is shown; `walk(step)` makes it, and its page is returned."""

    def make(step: int | None = 1, width: int = 900, language: str = "en") -> Any:
        first, other = (payload(tiny_vgg(sample), language=language) for sample in ("coffee", "cat"))
        data = {"data": text_of(first), "other": text_of(other), "width": width, "step": step}
        modules.page.evaluate(MOUNT, data)
        return modules.page

    yield make
    modules.page.evaluate("() => { globalThis.walk?.walk.destroy(); globalThis.walk?.host.remove(); }")


def test_tiny_vgg_is_walked_through_from_the_picture_to_the_answer(modules):
    found = steps(modules, payload(tiny_vgg()))
    assert [step["key"] for step in found] == [
        "start", "input_colour", "convolution", "kernel", "unit", "window", "relu", "pooling_max", "deeper", "flatten",
        "logit", "softmax", "end",
    ]  # fmt: skip


def test_unit_cell_and_numbers_are_those_of_the_network(modules):
    maker = tiny_vgg()
    found = by_key(modules, maker)
    maps, activated = maker.outputs["conv_1_1"], maker.outputs["conv_1_1:activation"]
    means = activated.mean(axis=(0, 1))
    below = (maps < 0).mean(axis=(0, 1))
    unit = max((unit for unit in range(10) if 0.1 < below[unit] < 0.9), key=lambda unit: means[unit])
    row, column = (int(place) for place in np.unravel_index(maps[..., unit].argmax(), maps.shape[:2]))
    assert found["kernel"]["target"] == {"node": "conv_1_1", "unit": unit, "lit": True}
    assert found["unit"]["target"] == {"node": "conv_1_1", "unit": unit, "row": row, "column": column}
    assert found["window"]["target"] == found["unit"]["target"] | {"window": True}
    values = found["window"]["values"]
    assert (values["row"], values["column"]) == (str(row + 1), str(column + 1))
    assert (values["count"], values["cells"]) == ("27", "3,844")
    assert float(values["value"]) == pytest.approx(maps[row, column, unit], abs=0.006)
    bias = float(found["unit"]["values"]["bias"].replace("−", "-"))
    assert bias == pytest.approx(maker.weights["conv_1_1/bias"][unit], abs=0.006)
    share = float(found["relu"]["values"]["share"].removesuffix("\u00a0%"))
    assert share == pytest.approx(100 * (maps[..., unit] < 0).mean(), abs=0.06)
    for name, value in (("low", maps[..., unit].min()), ("high", maps[..., unit].max())):
        assert float(found["kernel"]["values"][name].replace("−", "-")) == pytest.approx(value, abs=0.006)


def test_the_answer_is_the_networks(modules):
    maker = tiny_vgg()
    found = by_key(modules, maker)
    logits, shares = maker.outputs["dense"], maker.outputs["dense:activation"]
    order = (-shares).argsort()
    labels = maker.side()["labels"]
    assert found["logit"]["target"] == {"node": "dense", "unit": int(order[0]), "row": 0, "column": 0}
    assert float(found["logit"]["values"]["value"].replace("−", "-")) == pytest.approx(logits[order[0]], abs=0.06)
    assert found["softmax"]["target"] == found["logit"]["target"] | {"node": "dense:activation"}
    share = float(found["softmax"]["values"]["share"].removesuffix("\u00a0%"))
    assert share == pytest.approx(100 * shares.max(), abs=0.06)
    assert found["end"]["values"]["label"] == labels[order[0]]
    assert found["end"]["values"]["second"] == labels[order[1]]
    assert found["end"]["target"] == {}


def test_counts_are_those_of_the_graph(modules):
    maker = tiny_vgg()
    found = by_key(modules, maker)
    total = sum(node["parameters"] for node in maker.nodes)
    maps = sum(node["shape"][2] for node in maker.nodes[1:] if len(node["shape"]) == 3)
    values = {"title": "tiny_vgg", "layers": "8", "maps": str(maps), "parameters": f"{total:,}"}
    assert found["start"]["values"] == values
    assert found["deeper"]["values"] == {
        "layer": "conv_2_2", "inputs": "10", "field": "14 × 14", "first": "conv_1_1", "firstField": "3 × 3",
    }  # fmt: skip
    assert found["flatten"]["values"] == {"rows": "13", "columns": "13", "channels": "10", "count": "1,690"}
    assert (found["pooling_max"]["values"]["before"], found["pooling_max"]["values"]["after"]) == ("3,600", "900")


def test_another_picture_has_another_walk(modules):
    one, other = (by_key(modules, tiny_vgg(sample)) for sample in ("coffee", "cat"))
    assert one["window"]["values"] != other["window"]["values"]
    assert one["end"]["text"] != other["end"]["text"]


def test_steps_without_their_layer_are_left_out(modules):
    maker = Maker(np.full((8, 8, 1), 90, np.uint8))
    maker.convolution("only", 3)
    found = steps(modules, payload(maker))
    assert [step["key"] for step in found] == [
        "start", "input_grey", "convolution", "kernel", "unit", "window", "relu", "end_maps",
    ]  # fmt: skip
    perceptron = Maker(np.arange(192, dtype=np.uint8).reshape(8, 8, 3))
    perceptron.flatten()
    perceptron.dense("hidden", 5, "relu")
    perceptron.dense("last", 10, "softmax")
    found = steps(modules, payload(perceptron))
    assert [step["key"] for step in found] == [
        "start", "input_colour", "flatten", "hidden", "logit", "softmax", "end",
    ]  # fmt: skip
    assert found[3]["values"] == {"layer": "hidden", "count": "5", "inputs": "192"}


def test_a_switched_off_unit_is_not_the_strongest(modules):
    maker = tiny_vgg()
    unit = by_key(modules, maker)["kernel"]["target"]["unit"]
    for node in maker.nodes[1:3]:
        node["ablated"] = [unit]
    assert by_key(modules, maker)["kernel"]["target"]["unit"] != unit


def test_a_layer_without_bias_does_not_speak_of_one(modules):
    maker = tiny_vgg()
    for name in ("conv_1_1/bias", "dense/bias"):
        del maker.weights[name]
    keys = set(by_key(modules, maker))
    assert {"unit_no_bias", "window_no_bias", "logit_no_bias"} <= keys


def test_a_map_without_negative_cells_is_not_said_to_lose_any(modules):
    maker = tiny_vgg()
    maker.outputs["conv_1_1"] = np.abs(maker.outputs["conv_1_1"])
    maker.outputs["conv_1_1:activation"] = maker.outputs["conv_1_1"]
    found = by_key(modules, maker)
    assert found["relu_idle"]["values"] == {}
    assert found["kernel"]["target"]["unit"] == int(maker.outputs["conv_1_1"].mean(axis=(0, 1)).argmax())


def test_another_activation_tells_its_ranges(modules):
    maker = tiny_vgg()
    maker.nodes[2]["settings"]["activation"] = "tanh"
    maker.outputs["conv_1_1:activation"] = np.tanh(maker.outputs["conv_1_1"])
    found = by_key(modules, maker)["activation"]
    after = maker.outputs["conv_1_1:activation"][..., found["target"]["unit"]]
    assert found["values"]["layer"] == "tanh"
    assert float(found["values"]["highAfter"]) == pytest.approx(after.max(), abs=0.006)


def test_a_large_network_has_a_walk_without_its_maps(modules):
    side, arrays = residual()
    for place, node in enumerate(side["graph"]["nodes"]):
        node["receptiveField"] = [place + 1, place + 1]
    found = steps(modules, payload_of([(side, arrays)]))
    assert found[1]["values"]["low"] == str(arrays["picture"].min())
    assert [step["key"] for step in found] == [
        "start", "input_colour", "convolution", "deeper", "global_pooling", "logit", "softmax", "end",
    ]  # fmt: skip
    assert all("unit" not in step["target"] or step["key"] in ("logit", "softmax") for step in found)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_sentence_is_whole(modules, language):
    found = steps(modules, payload(tiny_vgg(), language=language))
    catalogue = words(language)
    assert len(catalogue["walk.leave"]) < 30
    for step in found:
        assert not re.search(r"undefined|NaN|null|[{}]", step["text"]), step
    keys = {key.removeprefix("walk.") for key in catalogue if key.startswith("walk.")}
    assert {step["key"] for step in found} <= keys


def shown(page: Any) -> dict[str, Any]:
    return page.evaluate(
        """() => {
          const card = walk.root.querySelector(".walk");
          const part = (name) => card.querySelector(name).textContent;
          const buttons = [...card.querySelectorAll("button")].filter((button) => !button.hidden);
          return { hidden: card.hidden, count: part(".walk-count"), text: part(".walk-text"), step: walk.step,
            went: walk.went, buttons: buttons.map((button) => button.textContent),
            focused: walk.host.shadowRoot.activeElement?.textContent ?? null };
        }"""
    )


def test_it_is_hidden_until_it_is_asked_for(walk):
    page = walk(None)
    assert shown(page)["hidden"]
    page.evaluate("walk.show(0)")
    assert shown(page)["hidden"]
    page.evaluate("walk.show(1)")
    card = shown(page)
    assert not card["hidden"]
    assert card["count"] == "Step 1 of 13"
    assert card["went"] == [{}]
    assert card["focused"] == "Next"


def test_buttons_go_on_and_back_and_the_view_follows_once_a_step(walk):
    page = walk()
    next_button, back = page.get_by_role("button", name="Next"), page.get_by_role("button", name="Back")
    assert back.get_attribute("aria-disabled") == "true"
    back.click(force=True)
    assert shown(page)["step"] == 1
    next_button.click()
    next_button.click()
    card = shown(page)
    assert card["step"] == 3
    assert [target.get("node") for target in card["went"]] == [None, "input", "conv_1_1"]
    back.click()
    assert shown(page)["step"] == 2
    assert back.get_attribute("aria-disabled") == "false"


def test_the_last_step_finishes(walk):
    page = walk(99)
    card = shown(page)
    assert card["count"] == "Step 13 of 13"
    assert card["buttons"] == ["Back", "Finish"]
    page.get_by_role("button", name="Finish").click()
    assert shown(page)["hidden"]
    assert shown(page)["step"] is None
    assert shown(page)["went"][-1] == {}


def test_a_slide_clicker_steps_wherever_the_focus_is(walk):
    page = walk(12)
    page.evaluate("document.activeElement.blur(); walk.host.shadowRoot.activeElement?.blur()")
    page.keyboard.press("PageUp")
    assert shown(page)["step"] == 11
    for _ in range(5):
        page.keyboard.press("PageDown")
    assert shown(page)["step"] == 13
    page.keyboard.press("Shift+PageUp")
    assert shown(page)["step"] == 13


def test_keys_that_belong_to_something_else_are_left_alone(walk):
    page = walk(3)
    page.evaluate("walk.field.focus()")
    page.keyboard.press("PageDown")
    assert shown(page)["step"] == 3
    page.evaluate("walk.field.blur(); walk.root.addEventListener('keydown', (event) => event.preventDefault())")
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("PageDown")
    assert shown(page)["step"] == 3
    page.evaluate("walk.show(null)")
    page.keyboard.press("PageDown")
    assert shown(page)["step"] is None


def test_escape_on_the_card_ends_it(walk):
    page = walk(3)
    page.evaluate("globalThis.seen = 0; walk.root.addEventListener('keydown', () => (globalThis.seen += 1))")
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Escape")
    assert shown(page)["step"] is None
    assert page.evaluate("globalThis.seen") == 0


def test_another_picture_keeps_the_step_and_changes_what_it_says(walk):
    page = walk(6)
    before = shown(page)
    page.evaluate("walk.another()")
    after = shown(page)
    assert after["step"] == before["step"]
    assert after["text"] != before["text"]
    assert after["went"][-1] != before["went"][-1]
    assert after["focused"] == before["focused"]


def test_it_is_said_to_those_who_listen(walk):
    page = walk(language="ko")
    live = page.evaluate(
        "(() => { const said = walk.root.querySelector('[aria-live]');"
        "return [said.getAttribute('aria-live'), said.getAttribute('aria-atomic'), said.textContent]; })()"
    )
    assert live[:2] == ["polite", "true"]
    assert "사진" in live[2]
    assert page.get_by_role("region", name="따라가 보기").count() == 1


@pytest.mark.parametrize("width", [358, 900, 1860])
def test_nothing_leaves_the_card_at_any_width(walk, width):
    page = walk(width=width)
    page.set_viewport_size({"width": max(390, width + 40), "height": 800})
    for step in range(1, 14):
        page.evaluate(f"walk.show({step})")
        assert page.evaluate(OUTSIDE) == 0, step
    page.set_viewport_size({"width": 1280, "height": 720})


def test_less_motion_is_less_motion(walk):
    page = walk()
    motion = "parseFloat(getComputedStyle(walk.root.querySelector('.walk-progress > span')).transitionDuration)"
    assert page.evaluate(motion) > 0.1
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(motion) < 0.001
    page.emulate_media(reduced_motion="no-preference")


def test_after_the_view_is_gone_no_key_does_anything(walk):
    page = walk(3)
    page.evaluate("walk.walk.destroy()")
    page.keyboard.press("PageDown")
    assert page.evaluate("walk.step") == 3
    assert page.evaluate("walk.root.childElementCount") == 0
