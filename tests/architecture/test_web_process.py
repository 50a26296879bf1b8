"""The web process never loads Keras: it would make every visitor's rerun many times slower."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CHECK = """
import sys

def check(when):
    loaded = sorted({name.partition(".")[0] for name in sys.modules} & {"keras", "tensorflow"})
    assert not loaded, f"{when} loads {', '.join(loaded)}"
"""

# Inside of a page, because components register themselves when they are imported.
IMPORTS = """
from streamlit import config
from streamlit.testing.v1 import AppTest

everything = '''
import importlib, pkgutil
import convlens, engine, figures, ui

for package in (engine, figures, ui):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
'''
config.set_option("client.showErrorDetails", "full")
app = AppTest.from_string(everything, default_timeout=240).run()
assert not app.exception, app.exception
assert "engine.local" in sys.modules and "ui.requests.waiting" in sys.modules
check("importing the web side")
"""

VISIT = """
from pathlib import Path
from streamlit import config
from streamlit.testing.v1 import AppTest
import engine

engine.warm_up = lambda *_: None
config.set_option("client.showErrorDetails", "full")
app = AppTest.from_file("app.py", default_timeout=240)
app.run()
assert not app.exception, app.exception
pages = sorted(Path("pages").glob("*.py"))
assert pages
for page in pages:
    app.switch_page(str(page))
    app.run()
    assert not app.exception, (page, app.exception)
    check(page)
"""

UNPACK = """
import numpy as np
import engine
from cnn_core.convolution_lab.stack import ConvolutionStack

def run(size):
    image = np.zeros((size, size, 3), np.float32)
    return engine.submit("cnn_core.convolution_lab.worker.run", ConvolutionStack(size=16), image, timeout=100.0)

assert run(16).result(200).feature_maps.shape[:2] == (16, 16)
check("what the laboratory sends")
refusal = run(8).exception(200)
assert isinstance(refusal, ValueError) and "Received: " in str(refusal), refusal
check("what the laboratory refuses")
"""


def _run(program):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CHECK + program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_importing_the_web_side_does_not_load_keras():
    _run(IMPORTS)


def test_no_page_loads_keras():
    """One process visits all pages; that none of their modules can load it on any click, import-linter holds."""
    _run(VISIT)


@pytest.mark.slow
def test_results_and_refusals_of_the_laboratory_do_not_load_keras():
    _run(UNPACK)
