"""How long a view lives: over reruns, in one language, and no longer than its element."""

from __future__ import annotations

from typing import Any

import pytest

from ui.components.payload import pack

pytestmark = pytest.mark.browser

START = """async ({ lingers }) => {
  const { mounting } = await import("/shared/mounting.js");
  globalThis.log = [];
  let made = 0;
  const mount = mounting({
    make: (parent, { header }) => {
      made += 1;
      const name = `${header.language}${made}`;
      log.push(`make ${name}`);
      return { name, destroy: () => log.push(`destroy ${name}`) };
    },
    update: ({ name }, { header, arrays }, { note }) => {
      log.push(`update ${name} ${header.text} ${Object.keys(arrays)} ${note}`);
    },
    lingers,
  });
  const parents = new Map();
  globalThis.parentOf = (id) => {
    if (!parents.has(id)) parents.set(id, document.body.appendChild(document.createElement("div")));
    return parents.get(id);
  };
  globalThis.run = (id, data, note = "a") => mount({ parentElement: parentOf(id), data, note });
}"""


def started(modules: Any, *, lingers: bool) -> Any:
    modules.page.evaluate(START, {"lingers": lingers})
    return modules.page


def said(page: Any) -> list[str]:
    found: list[str] = page.evaluate("log.splice(0)")
    return found


ENGLISH = "{ language: 'en', text: 'one' }"


@pytest.mark.parametrize("lingers", [False, True])
def test_a_view_stays_over_reruns_and_each_element_has_its_own(modules, lingers: bool):
    page = started(modules, lingers=lingers)
    page.evaluate(f"void run(1, {ENGLISH})")
    page.evaluate("void run(1, { language: 'en', text: 'two' }, 'b')")
    page.evaluate(f"void run(2, {ENGLISH})")
    assert said(page) == ["make en1", "update en1 one  a", "update en1 two  b", "make en2", "update en2 one  a"]


def test_another_language_makes_another_view(modules):
    page = started(modules, lingers=False)
    page.evaluate(f"void run(1, {ENGLISH})")
    page.evaluate("void run(1, { language: 'ko', text: 'two' })")
    assert said(page)[2:] == ["destroy en1", "make ko2", "update ko2 two  a"]


def test_bytes_are_unpacked(modules):
    page = started(modules, lingers=False)
    packed = list(pack({"language": "en", "text": "bytes"}, {}))
    page.evaluate(f"void run(1, Uint8Array.from({packed}))")
    assert said(page) == ["make en1", "update en1 bytes  a"]


def test_it_is_let_go_when_streamlit_cleans_up(modules):
    page = started(modules, lingers=False)
    page.evaluate(f"run(1, {ENGLISH})()")
    assert said(page)[2:] == ["destroy en1"]
    page.evaluate(f"void run(1, {ENGLISH})")
    assert said(page)[0] == "make en2"


def test_it_may_linger_until_its_element_has_left_the_document(modules):
    page = started(modules, lingers=True)
    page.evaluate(f"async () => {{ run(1, {ENGLISH})(); await new Promise((done) => setTimeout(done, 5)); }}")
    page.evaluate(f"void run(1, {ENGLISH})")
    assert said(page)[2:] == ["update en1 one  a"]
    page.evaluate(
        f"async () => {{ const end = run(1, {ENGLISH}); parentOf(1).remove(); end();"
        " await new Promise((done) => setTimeout(done, 5)); }"
    )
    assert said(page)[-1] == "destroy en1"
