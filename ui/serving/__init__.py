"""What stands between browsers and Streamlit, the outermost first. Everything works without it, more slowly."""

from __future__ import annotations

from typing import Final

from starlette.middleware import Middleware

from ui.serving.early_modules import EarlyModules
from ui.serving.first_view import FirstSight
from ui.serving.picture_sizes import Squares
from ui.serving.quick_files import QuickFiles

MIDDLEWARE: Final = (Middleware(QuickFiles), Middleware(Squares), Middleware(FirstSight), Middleware(EarlyModules))
