"""What stands between browsers and Streamlit, the outermost first. Everything works without it, more slowly."""

from __future__ import annotations

from typing import Final

from starlette.middleware import Middleware

from ui.early_modules import EarlyModules
from ui.first_sight import FirstSight
from ui.quick_files import QuickFiles
from ui.squares import Squares

MIDDLEWARE: Final = (Middleware(QuickFiles), Middleware(Squares), Middleware(FirstSight), Middleware(EarlyModules))
