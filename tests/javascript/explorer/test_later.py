"""Parts of a view that are fetched later: they draw the last values they were given, and a failure is not the end."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

# Two updates before the modules are there, one after; the first `fails` attempts to fetch them fail.
RUN = """async ([fails, leaves]) => {
  const { createLater } = await import("/explorer/sides.js");
  const seen = [];
  let tries = 0;
  const load = async () => {
    tries += 1;
    if (tries <= fails) throw new Error("away");
    return { name: "part" };
  };
  const part = createLater(load, ({ name }) => ({
    update: (value) => seen.push(`${name} ${value}`),
    destroy: () => seen.push("destroyed"),
  }));
  part.update(1);
  part.update(2);
  if (leaves) part.destroy();
  await part.prepare();
  part.update(3);
  await part.prepare();
  if (!leaves) part.destroy();
  return { seen, tries };
}"""


def test_it_draws_what_it_was_given_last_and_then_at_once(modules):
    assert modules.page.evaluate(RUN, [0, False]) == {"seen": ["part 2", "part 3", "destroyed"], "tries": 1}


def test_it_tries_again_after_a_failure(modules):
    assert modules.page.evaluate(RUN, [1, False]) == {"seen": ["part 3", "destroyed"], "tries": 2}


def test_nothing_is_made_after_the_view_has_gone(modules):
    assert modules.page.evaluate(RUN, [0, True])["seen"] == []
