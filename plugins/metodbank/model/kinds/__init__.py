"""The kinds of entry: every module of this package declares one, as ``KIND``.

Adding a kind is one module here and one template in ``theme/entries/``.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from metodbank.model.entry import Kind


@cache
def kinds() -> dict[str, Kind]:
    """Return all kinds by name, in the order of menus."""
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    found = sorted((module.KIND for module in modules), key=lambda kind: (kind.order, kind.name))
    return {kind.name: kind for kind in found}
