import pytest

from cnn_core.datasets.source import KINDS, OPTIONS, DataSource, DataSourceError, decode, encode
from cnn_core.storage.workspace import new_id


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_survives_its_text(kind):
    assert decode(encode(DataSource(kind))) == DataSource(kind)
    assert encode(DataSource(kind)) == kind


@pytest.mark.parametrize("kind", OPTIONS)
def test_every_option_survives_its_text_at_its_ends(kind):
    for end in ("minimum", "maximum"):
        options = tuple((name, getattr(limits, end)) for name, limits in OPTIONS[kind].items())
        source = DataSource(kind, options=options)
        assert decode(encode(source)) == source
        assert dict(source.options) == dict(options)


def test_options_are_filled_in_and_stand_in_one_order():
    one = DataSource("shapes", options=(("seed", 3), ("count", 20)))
    other = DataSource("shapes", options=(("count", 20), ("seed", 3)))
    assert one == other
    assert one.option("noise") == OPTIONS["shapes"]["noise"].default
    assert encode(one) == "shapes:count=20,seed=3"
    with pytest.raises(KeyError):
        one.option("size")


def test_a_collection_is_named_by_its_id():
    name = new_id()
    assert decode(f"own:{name}") == DataSource("own", name)
    assert encode(DataSource("own", name)) == f"own:{name}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "faces",
        "SHAPES",
        "own:../../etc/passwd",
        f"own:{'g' * 32}",
        f"mnist:{'a' * 32}",
        "shapes:count",
        "shapes:count=",
        "shapes:count=ten",
        "shapes:count=10.5",
        "shapes:count=9",
        "shapes:count=2501",
        "shapes:count=99999999999999999999",
        "shapes:noise=nan",
        "shapes:noise=inf",
        "shapes:noise=-0.1",
        "shapes:size=10",
        "digits:count=10",
        "<script>alert(1)</script>",
        "shapes:" + "count=20," * 500,
    ],
)
def test_a_text_that_means_no_data_set_is_refused_with_the_rule(text):
    with pytest.raises(DataSourceError, match="Received: "):
        decode(text)


def test_a_long_text_is_quoted_in_part_only():
    with pytest.raises(DataSourceError) as refused:
        decode("x" * 5000)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("value", [True, "20", None, 20.0])
def test_an_option_is_a_number_of_its_kind(value):
    with pytest.raises(DataSourceError):
        DataSource("shapes", options=(("count", value),))
