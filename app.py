"""ConvLens: the list of pages, and what all of them share. Start it with ``make run``."""

import streamlit as st

import engine
from ui import settings
from ui.language import t
from ui.serving.message_queue import keep_waiting_messages
from ui.serving.process import settle

# Key of the group in the catalogue (none: no group) → its pages: the file in pages/, also the address → its icon.
GROUPS = {
    "": {"home": "home"},
    "app.group_explore": {
        "convolution_lab": "grid_on",
        "pooling_lab": "compress",
        "network_explorer": "account_tree",
        "mlp_and_cnn": "compare_arrows",
    },
    "app.group_build": {
        "data": "photo_library",
        "augment": "auto_fix_high",
        "build": "account_tree",
        "train": "model_training",
        "evaluate": "fact_check",
    },
    "app.group_use": {"classify": "image_search", "models": "bookmarks"},
}

keep_waiting_messages()
# Before the pages: a browser would else fetch a page's icon from another site, as the tab's.
st.set_page_config(page_icon="ui/icon.svg", layout="wide")
page = st.navigation(
    {
        t(group) if group else "": [
            st.Page(
                f"pages/{name}.py",
                title=t(f"page.{name}"),
                icon=f":material/{icon}:",
                url_path=name,
                default=name == "home",
            )
            for name, icon in pages.items()
        ]
        for group, pages in GROUPS.items()
    },
    position="top",
)
title = t("app.name") if page.url_path == "" else f"{page.title} · {t('app.name')}"
st.set_page_config(page_title=title)
settings.begin()
page.run()
settle()
engine.warm_up()
