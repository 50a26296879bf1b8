"""Middleware between browsers and Streamlit, the outermost first. Everything works without it, more slowly."""

from __future__ import annotations

from typing import Final

from starlette.middleware import Middleware

from ui.serving.early_modules import EarlyModules
from ui.serving.picture_sizes import PictureSizes
from ui.serving.quick_files import QuickFiles

MIDDLEWARE: Final = (Middleware(QuickFiles), Middleware(PictureSizes), Middleware(EarlyModules))
