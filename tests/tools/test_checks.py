"""Checks beside each other: counted together, none passed over."""

from pathlib import Path

import pytest

from tools import checks
from tools.checks import Count

REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.mark.parametrize(
    ("report", "code", "count"),
    [
        (None, 0, Count(1, 0)),
        (None, 2, Count(0, 1)),
        ((10, 0, 0, 0), 0, Count(10, 0)),
        ((10, 2, 1, 3), 2, Count(4, 3)),
        ((10, 0, 0, 0), 2, Count(10, 1)),  # it broke off
        ((0, 0, 0, 0), 2, Count(0, 1)),
    ],
)
def test_tests_are_counted_and_what_fails_without_one_too(tmp_path: Path, report, code: int, count: Count):
    file = tmp_path / "report.xml"
    if report is not None:
        file.write_text(REPORT.format(*report))
    assert checks.counted(file, code) == count


def test_the_last_line_is_the_sum_of_all_lanes_and_the_exit_code_tells_of_a_failure(monkeypatch, capfd):
    def run(target: str, report: Path, aloud: bool) -> Count:
        return {"quick": Count(5, 0), "lint": Count(1, 0), "types": Count(0, 1)}[target]

    monkeypatch.setattr(checks, "run_check", run)
    assert checks.main(["quick", "lint,types"]) == 1
    assert capfd.readouterr().out.splitlines()[-1] == "6 passed, 1 failed"
    assert checks.main(["quick", "lint"]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "6 passed, 0 failed"


@pytest.mark.parametrize("aloud", [True, False])
def test_a_target_that_there_is_not_has_failed(tmp_path: Path, capfd, aloud: bool):
    assert checks.run_check("no-such-target", tmp_path / "report.xml", aloud) == Count(0, 1)
    output = capfd.readouterr()
    assert "no-such-target" in output.out + output.err


def test_a_target_that_ends_well_has_passed(tmp_path: Path, capfd):
    assert checks.run_check("help", tmp_path / "report.xml", aloud=False) == Count(1, 0)
    assert "make test" in capfd.readouterr().out
