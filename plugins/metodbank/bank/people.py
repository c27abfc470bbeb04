"""People as the public may see them: whatever the consent does not cover is not there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from metodbank.model.fields import fields_of
from metodbank.model.kinds.person import Consent, Person

ABOUT = "сведения о работе"
NAME = "фамилия, имя, отчество"


def as_consented(person: Person, today: dt.date) -> Person:
    """Return a copy that holds only what may be shown on the day ``today``.

    Fields without a ``consent`` item are shown always; those not public are never; the rest item by item
    (152-ФЗ, ст. 10.1: silence is not consent).
    """
    consent = person.consent or Consent()
    named = consent.covers(NAME, today)
    shown: dict[str, Any] = {}
    for name, spec in fields_of(Person).items():
        covered = not spec.consent or (named and consent.covers(spec.consent, today))
        shown[name] = getattr(person, name) if spec.public and covered else None
    return Person.model_construct(**shown)


def body_consented(person: Person, today: dt.date) -> bool:
    """Whether the text of the person's entry may be shown."""
    consent = person.consent or Consent()
    return consent.covers(NAME, today) and consent.covers(ABOUT, today)
