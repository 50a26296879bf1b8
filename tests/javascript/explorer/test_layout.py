"""Where the network view puts maps, edges and nodes: every unit once, nothing over anything else, at any width."""

from __future__ import annotations

import base64
from itertools import combinations, pairwise
from typing import Any

import pytest

from tests.javascript.network_payload import payload, residual, tiny_vgg

pytestmark = pytest.mark.browser

WIDTHS = [120, 320, 374, 600, 768, 900, 1000, 1180, 1440, 1820]
EDGES = """async ({ text, width }) => {
  const { unpack } = await import("/shared/payload.js");
  const { sideOf } = await import("/explorer/side.js");
  const { columnsOf } = await import("/explorer/overview/columns.js");
  const { layoutOf } = await import("/explorer/overview/layout.js");
  const { edgesOf, edgeAt } = await import("/explorer/overview/edges.js");
  const { header, arrays } = unpack(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  const side = sideOf(header, arrays, 0);
  const options = { width, maxHeight: 560, detail: true, compact: false, change: false };
  const layout = layoutOf(columnsOf(side), options);
  const edges = edgesOf(side, layout);
  const nearest = edges.map(({ start, end }) =>
    edgeAt(edges, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2, layout.vertical));
  return { layout, edges, nearest };
}"""


def column(
    name: str, count: int, *, role: str = "maps", aspect: float = 1, fan: bool = True, block: int = 0
) -> dict[str, Any]:
    units = list(range(count if role != "scores" or count <= 20 else 10))
    return {"name": name, "role": role, "units": units, "count": count, "aspect": aspect, "fan": fan, "block": block}


NETWORKS = {
    "ten maps a layer": [column("picture", 1, role="picture"), column("input", 3, fan=False)]
    + [column(f"layer {index}", 10, fan=index % 2 == 0, block=index // 3) for index in range(10)]
    + [column("flat", 1690, role="strip"), column("dense", 10, role="logits"), column("out", 10, role="scores")],
    "one of each": [column("input", 1), column("one", 1), column("out", 1, role="scores")],
    "many maps": [column("input", 3), column("wide", 64), column("wider", 80), column("out", 2, role="scores")],
    "flat maps": [column("input", 3, aspect=8), column("high", 12, aspect=0.05), column("out", 20, role="scores")],
    "vectors": [
        column("input", 3),
        column("flat", 3072, role="strip"),
        column("dense", 64, role="strip"),
        column("short", 2, role="strip"),
        column("logits", 10, role="logits"),
        column("out", 10, role="scores"),
    ],
    "many layers": [column("input", 3)] + [column(f"layer {index}", 4, block=index // 4) for index in range(36)],
}


def overlaps(one: dict[str, float], other: dict[str, float]) -> bool:
    apart = [
        one["x"] + one["width"] <= other["x"] + 0.01 or other["x"] + other["width"] <= one["x"] + 0.01,
        one["y"] + one["height"] <= other["y"] + 0.01 or other["y"] + other["height"] <= one["y"] + 0.01,
    ]
    return not any(apart)


@pytest.fixture(params=NETWORKS)
def columns(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return NETWORKS[request.param]


@pytest.mark.parametrize("detail", [True, False])
def test_every_unit_is_placed_and_nothing_overlaps_at_any_width(modules: Any, columns, detail):
    calls = [
        (columns, {"width": width, "maxHeight": 560, "detail": detail, "compact": False, "change": True})
        for width in WIDTHS
    ]
    for width, layout in zip(WIDTHS, modules.call_each("explorer/overview/layout.js", "layoutOf", calls), strict=True):
        assert [each["name"] for each in layout["columns"]] == [each["name"] for each in columns]
        for placed, asked in zip(layout["columns"], columns, strict=True):
            assert len(placed["cells"]) == (1 if asked["role"] == "strip" else len(asked["units"]))
        boxes = [cell for placed in layout["columns"] for cell in placed["cells"]]
        inside = all(
            box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= layout["width"] + 0.5
            and box["y"] + box["height"] <= layout["height"] for box in boxes
        )  # fmt: skip
        assert inside, (width, layout["vertical"])
        assert not [pair for pair in combinations(boxes, 2) if overlaps(*pair)], width
        heads = [placed["head"] for placed in layout["columns"]]
        assert not [pair for pair in combinations(heads, 2) if overlaps(*pair)], width
        assert not [(head, box) for head in heads for box in boxes if overlaps(head, box)], width


def test_wide_screens_get_columns_and_narrow_ones_bands(modules: Any):
    columns = NETWORKS["ten maps a layer"]
    options = {"maxHeight": 560, "detail": True, "compact": False, "change": False}
    layouts = [
        modules.call("explorer/overview/layout.js", "layoutOf", columns, {"width": width, **options})
        for width in WIDTHS
    ]
    assert [layout["vertical"] for layout in layouts] == [width < 1000 for width in WIDTHS]


def test_a_network_that_makes_room_is_lower_but_as_wide(modules: Any):
    columns = NETWORKS["ten maps a layer"]
    options = {"width": 1180, "maxHeight": 560, "detail": True, "change": False}
    full = modules.call("explorer/overview/layout.js", "layoutOf", columns, {**options, "compact": False})
    small = modules.call(
        "explorer/overview/layout.js",
        "layoutOf",
        columns,
        {**options, "maxHeight": 200, "fullHeight": 560, "compact": True},
    )
    assert small["height"] < full["height"] / 2
    assert small["columns"][-1]["box"]["x"] > 900


def test_a_cell_of_a_strip_is_found_where_it_lies(modules: Any):
    strip = {"box": {"x": 10, "y": 20, "width": 36, "height": 300}, "count": 1690, "lines": 12}
    for vertical in (False, True):
        units = [0, 1, 140, 141, 845, 1689]
        boxes = modules.call_each(
            "explorer/overview/columns.js", "entryBox", [(strip, unit, vertical) for unit in units]
        )
        points = [(strip, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, vertical) for box in boxes]
        assert modules.call_each("explorer/overview/columns.js", "entryAt", points) == units


def drawn(modules: Any, width: int) -> dict[str, Any]:
    text = base64.b64encode(payload(tiny_vgg())).decode()
    found: dict[str, Any] = modules.page.evaluate(EDGES, {"text": text, "width": width})
    return found


@pytest.mark.parametrize(("width", "into_scores"), [(374, 0), (1180, 10)])
def test_edges_are_those_of_the_graph(modules: Any, width, into_scores):
    edges = drawn(modules, width)["edges"]
    ends = [(edge["from"]["node"], edge["from"]["unit"], edge["to"]["node"], edge["to"]["unit"]) for edge in edges]
    assert len(set(ends)) == len(ends)
    # Colours of the picture, then each layer: all of three, one to one, all of ten, …; a strip, logits, scores. Where
    # scores stand one above the other, an edge into one would cross those above it.
    assert len(ends) == 3 + 30 + 10 + 100 + 10 + 10 + 100 + 10 + 100 + 10 + 10 + 10 + 10 + into_scores
    assert {end for end in ends if end[2:] == ("conv_1_2", 4)} == {
        ("conv_1_1:activation", unit, "conv_1_2", 4) for unit in range(10)
    }


@pytest.mark.parametrize("width", [374, 1180])
def test_edges_run_from_map_to_map(modules: Any, width):
    found = drawn(modules, width)
    along, across = (1, 0) if found["layout"]["vertical"] else (0, 1)
    places = {placed["name"]: placed for placed in found["layout"]["columns"]}
    size = ("width", "height")
    for edge in found["edges"]:
        assert edge["start"][along] < edge["end"][along]
        target = places[edge["to"]["node"]]
        box = (
            target["box"] if edge["to"]["unit"] is None else target["cells"][target["units"].index(edge["to"]["unit"])]
        )
        low = box["xy"[across]]
        assert low <= edge["end"][across] <= low + box[size[across]]


def test_pointing_at_the_middle_of_an_edge_finds_one_that_passes_there(modules: Any):
    found = drawn(modules, 1180)
    for edge, nearest in zip(found["edges"], found["nearest"], strict=True):
        middles = [
            [(start + end) / 2 for start, end in zip(each["start"], each["end"], strict=True)]
            for each in (edge, nearest)
        ]
        assert middles[0][1] == pytest.approx(middles[1][1], abs=5)


def large(width: int) -> tuple[list[dict[str, Any]], int]:
    return residual()[0]["graph"]["nodes"], width


@pytest.mark.parametrize("width", [320, 374, 600, 900, 1180, 1820])
def test_every_node_of_a_large_graph_has_a_place_of_its_own(modules: Any, width):
    nodes, _ = large(width)
    found = modules.page.evaluate(
        """async ({ nodes, width }) => {
          const { graphLayout } = await import("/explorer/graph/layout.js");
          const layout = graphLayout(nodes, width);
          return { ...layout, boxes: Object.fromEntries(layout.boxes), thumbs: null };
        }""",
        {"nodes": nodes, "width": width},
    )
    boxes = found["boxes"]
    assert list(boxes) == [node["name"] for node in nodes]
    assert not [pair for pair in combinations(boxes.values(), 2) if overlaps(*pair)]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes.values())
    assert all(box["y"] + box["height"] <= found["height"] for box in boxes.values())
    ways = {(way["from"], way["to"]) for way in found["ways"]}
    assert ways == {(source, node["name"]) for node in nodes for source in node["inputs"]}
    assert len(found["ways"]) == len(ways)


def test_branches_lie_in_lanes_and_rows_break_where_all_passes_one_node(modules: Any):
    nodes, _ = large(0)
    places, rows = modules.page.evaluate(
        """async (nodes) => {
          const { placesOf, rowsOf } = await import("/explorer/graph/ranks.js");
          const places = placesOf(nodes);
          return [Object.fromEntries(places), rowsOf(nodes, places, 11)];
        }""",
        nodes,
    )
    assert places["block0_0_0_conv"] == {"rank": 1, "lane": 0}
    assert places["block0_short_conv"] == {"rank": 1, "lane": 1}
    assert places["block0_0_add"] == {"rank": 7, "lane": 0}
    by_rank = {place["rank"]: name for name, place in places.items() if place["lane"] == 0}
    assert all(by_rank[row["last"]].endswith(("_add", ":activation")) for row in rows)
    assert [(one["last"] + 1) for one, _ in pairwise(rows)] == [other["first"] for _, other in pairwise(rows)]


def test_levels_keep_arcs_apart(modules: Any):
    intervals = [[0, 8], [1, 3], [3, 5], [2, 4], [9, 12], [0, 2]]
    levels = modules.call("explorer/graph/ranks.js", "levelsOf", intervals)
    for (one, level), (other, its) in combinations(zip(intervals, levels, strict=True), 2):
        assert level != its or one[1] <= other[0] or other[1] <= one[0]
    assert max(levels) == 2


def test_arrow_keys_find_neighbours_in_rows_and_lists(modules: Any):
    boxes = [["a", [0, 0]], ["b", [76, 0]], ["c", [0, 90]], ["d", [76, 90]]]
    steps = [
        ("a", "ArrowRight"),
        ("b", "ArrowRight"),
        ("b", "ArrowDown"),
        ("d", "ArrowUp"),
        ("a", "ArrowUp"),
        ("c", "End"),
    ]
    find = """async ({ boxes, steps, list }) => {
      const { neighbour } = await import("/explorer/graph/layout.js");
      const places = new Map(boxes.map(([name, [x, y]]) => [name, { x, y, width: 70, height: 74 }]));
      return steps.map(([name, key]) => neighbour({ boxes: places, list }, name, key));
    }"""
    assert modules.page.evaluate(find, {"boxes": boxes, "steps": steps, "list": False}) == [
        "b",
        "c",
        "d",
        "b",
        "a",
        "d",
    ]
    assert modules.page.evaluate(find, {"boxes": boxes, "steps": [("a", "ArrowDown")], "list": True}) == ["b"]
