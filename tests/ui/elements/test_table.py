"""Tables of words: every text escaped, some rows marked."""

from ui.elements import table


def test_a_table_carries_no_html_of_others():
    html = table.html([{"<i>": '"><script>', "b": "&"}], "<label>", [True])
    assert "<script" not in html
    assert "&lt;i&gt;" in html
    assert "class=marked" in html
    assert 'aria-label="&lt;label&gt;"' in html
