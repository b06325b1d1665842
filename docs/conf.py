"""Settings of the documentation; it builds without a network."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import bilingual_search  # beside this file, found only now
import generate
from sphinx.application import Sphinx

generate.write()

project = "disclosure-workflows"
author = "The disclosure-workflows maintainers"
copyright = "2026, The disclosure-workflows maintainers"  # noqa: A001  # the name Sphinx asks for
language = "zh_CN"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_enable_extensions = ["deflist", "colon_fence", "attrs_inline"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
if tags.has("no_modules"):  # noqa: F821  # Sphinx gives it
    exclude_patterns.append("reference/_generated/api")  # most of the time of a build goes into it
suppress_warnings = ["ref.python"]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
# what SQLAlchemy says of this attribute refers to its own pages
autodoc_default_options = {"members": True, "undoc-members": False, "exclude-members": "inherit_cache"}
napoleon_custom_sections = [("Law", "params_style")]

html_theme = "furo"
html_title = "disclosure-workflows 政务公开"
html_show_sphinx = False
html_static_path = ["static", "reference/_generated/pictures"]
html_css_files = ["site.css"]


def setup(app: Sphinx) -> None:
    """Let the search of the site understand its two languages."""
    app.add_search_language(bilingual_search.Bilingual)
