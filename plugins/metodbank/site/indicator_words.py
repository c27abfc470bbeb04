"""How the pages of indicators mark a status: a sign beside the word, a name for the stylesheet."""

from __future__ import annotations

from collections.abc import Mapping

from metodbank.indicators.results import Status

NAMES: Mapping[Status, str] = {
    Status.REACHED: "reached",
    Status.NOT_REACHED: "missed",
    Status.ABOVE: "above",
    Status.NO_DATA: "unknown",
    Status.NO_TARGET: "free",
    Status.PRELIMINARY: "early",
    Status.COVERED: "covered",
}
"""Names of statuses in classes of the stylesheet and in tests."""
