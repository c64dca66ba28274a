"""Settings of Sphinx."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils.nodes import Element, TextElement
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

project = "fundmodel"
author = "the authors of fundmodel"
copyright = f"{author}, Apache-2.0"  # noqa: A001  the name that Sphinx reads
release = importlib.metadata.version("fundmodel")
version = release

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
language = "en"

html_theme = "furo"
html_title = f"fundmodel {release}"
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Single backticks in docstrings are code: `None` is not a page of ours.
default_role = "code"

autoclass_content = "class"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
# Types stand in the signature already, and docutils reads `object_` as a link.
napoleon_attr_annotations = False
python_use_unqualified_type_names = True

# References are checked (-n) as far as they are ours. What belongs to others is
# not linked, because a build must not fetch their indexes.
nitpick_ignore_regex = [
    ("py:.*", rf"({others})(\..*)?")
    for others in (
        "attrs?",
        "babel",
        "cattrs",
        "click",
        "collections",
        "datetime",
        "dateutil",
        "decimal",
        "enum",
        "fractions",
        "hypothesis",
        "numpy|np",
        "os",
        "pathlib",
        "typing",
    )
]

# attrs copies the annotation of a converter into `__init__` as text, and Hypothesis
# makes signatures of its own. Where a module does not know a name of such a text,
# all annotations there stay as written. A type variable has no page.
nitpick_ignore = [
    (role, name)
    for role in ("py:class", "py:obj")
    for name in (
        "date",
        "Booleans",
        "Decimal",
        "Fraction",
        "fundmodel.crosswalks.carried.T",
        "fundmodel.jurisdictions.profiles.Kind",
        "st.SearchStrategy",
        "Value",
    )
]


def resolve_by_last_name(
    app: Sphinx,
    env: BuildEnvironment,
    node: pending_xref,
    contnode: TextElement,
) -> Element | None:
    """
    Link ``Money``, ``fundmodel.Money`` and ``fundmodel.money.Money`` to one place.

    A name of the façade is documented once, and annotations and docstrings may
    call it by any of its three names. Two objects of the same last name are not
    guessed between: the reference stays broken and fails the build.
    """
    if node.get("refdomain") != "py":
        return None
    last_name = node["reftarget"].rpartition(".")[2]
    domain = env.domains["py"]
    found: set[tuple[str, str]] = {
        (name, kind)
        for name, _, kind, _, _, priority in domain.get_objects()
        # A negative priority marks the second name of what is documented already.
        if priority >= 0 and name.rpartition(".")[2] == last_name
    }
    if len(found) != 1:
        return None
    name, _ = found.pop()
    return domain.resolve_xref(
        env, node["refdoc"], app.builder, "obj", name, node, contnode
    )


PROPERTIES = frozenset({"attribute", "data", "property"})
STAND_IN = "\N{RATIO}"


def hide_colons(_: Sphinx, what: str, *rest: Any) -> None:  # noqa: ANN401  as sent
    """Keep Napoleon from reading "Who received: the claimants" as a type."""
    *_, lines = rest
    if what in PROPERTIES and lines:
        lines[0] = lines[0].replace(": ", f"{STAND_IN} ")


def show_colons(_: Sphinx, what: str, *rest: Any) -> None:  # noqa: ANN401  as sent
    """Put back the colons that `hide_colons` took away."""
    *_, lines = rest
    if what in PROPERTIES and lines:
        lines[0] = lines[0].replace(STAND_IN, ":")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what this file adds to Sphinx."""
    app.connect("missing-reference", resolve_by_last_name)
    # Napoleon listens at the default priority of 500.
    app.connect("autodoc-process-docstring", hide_colons, priority=400)
    app.connect("autodoc-process-docstring", show_colons, priority=600)
    return {"parallel_read_safe": True}
