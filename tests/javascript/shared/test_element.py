"""The builder of DOM elements: what it sets, what it leaves out, and that text stays text."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def build(modules, expression: str):
    return modules.page.evaluate(
        f"""async () => {{
          const {{ element, svg, listen }} = await import("/shared/element.js");
          {expression}
        }}"""
    )


def test_attributes_are_set_or_left_out(modules):
    html = build(
        modules,
        """return element("p", { class: ["a", null, "b"], hidden: true, title: null, lang: undefined, draggable: false,
          "aria-pressed": "false", tabindex: 0, dataset: { row: 1 }, style: { "--cl-size": 3, color: null } })
          .outerHTML;""",
    )
    expected = '<p class="a b" hidden="" aria-pressed="false" tabindex="0" data-row="1" style="--cl-size: 3;"></p>'
    assert html == expected


def test_children_are_flattened_and_gaps_left_out(modules):
    html = build(modules, 'return element("p", {}, "a", [1, [null, element("b")]], undefined, false, 0).outerHTML;')
    assert html == "<p>a1<b></b>0</p>"


def test_text_is_never_parsed_as_html(modules):
    assert build(modules, 'return element("p", null, "<img onerror=x>").childElementCount;') == 0


def test_svg_elements_are_of_svg(modules):
    result = build(
        modules,
        """const node = svg("svg", { viewBox: "0 0 1 1" }, svg("path", { d: "M0 0" }));
        return [node.namespaceURI, node.firstChild instanceof SVGPathElement, node.getAttribute("viewBox")];""",
    )
    assert result == ["http://www.w3.org/2000/svg", True, "0 0 1 1"]


def test_listening_ends_with_the_signal(modules):
    calls = build(
        modules,
        """const target = element("button");
        const controller = new AbortController();
        let calls = 0;
        listen(target, "click", () => calls++, controller.signal);
        target.click();
        controller.abort();
        target.click();
        return calls;""",
    )
    assert calls == 1
