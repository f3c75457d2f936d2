"""The rules that a case is bound to: those that stood when it began, kept word for word."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from scoring.development import Numbers
from scoring.development_order import RULES
from scoring.votes import Bound
from storage.rules.regulations import Regulation, from_tables, own

_ALSO = ("pre_review_to_meeting", "probation", "development_transfer")
USED = tuple(dict.fromkeys([*RULES.values(), *_ALSO]))
"""The keys of every rule that a case rests on."""


def numbers_of(rules: Mapping[str, Regulation]) -> Numbers:
    """What the rules say in numbers. Raises RegulationError where one is missing."""
    cultivation, training = rules["cultivation"], rules["short_training"]
    approval, extension = rules["committee_approval"], rules["probation_extension"]
    return Numbers(
        talk_months=rules["application_talk"].integer("months"),
        cultivation_months=cultivation.integer("months"),
        inspection_months=cultivation.period("inspection").months,
        contacts_min=cultivation.integer("contacts_min"),
        contacts_max=cultivation.integer("contacts_max"),
        notice_days=rules["notice_period"].integer("working_days"),
        training_days=training.integer("days"),
        training_hours=training.integer("hours"),
        leaving_months=rules["pre_review"].integer("months"),
        meeting_months=rules["pre_review_to_meeting"].integer("months"),
        introducers=rules["introducers"].integer("introducers"),
        approval_months=approval.integer("months"),
        approval_months_special=approval.integer("special_months"),
        oath_months=rules["oath"].integer("months"),
        probation_months=rules["probation"].integer("months"),
        deferral_months=rules["full_membership_deferral"].integer("months"),
        extensions=extension.integer("count"),
        extension_min=extension.integer("months_min"),
        extension_max=extension.integer("months_max"),
        full_months=rules["full_membership_approval"].integer("months"),
    )


def freeze(rules: Mapping[str, Regulation]) -> tuple[str, str]:
    """The rules used, as JSON and the hash of it: their edition."""
    text = json.dumps({key: table_of(rules[key]) for key in USED}, ensure_ascii=False, sort_keys=True)
    return text, hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def thaw(text: str) -> Mapping[str, Regulation]:
    """What `freeze` made, as rules again."""
    tables = json.loads(text)
    for table in tables.values():
        if "effective" in table:
            table["effective"] = date.fromisoformat(table["effective"])
    return from_tables(tables)


def completed(rules: Mapping[str, Regulation]) -> Mapping[str, Regulation]:
    """An edition with what it does not know taken from today's rules: a case from before a rule or number was there stays readable."""
    whole = dict(own())
    for key, rule in rules.items():
        known = whole[key].values if key in whole else {}
        whole[key] = replace(rule, values=MappingProxyType({**known, **rule.values}))
    return whole


def table_of(rule: Regulation) -> dict[str, Any]:
    """A rule as plain data: everything that it says."""
    table: dict[str, Any] = {
        "subject": rule.subject,
        "text": rule.text,
        "document": rule.document,
        "set_by": rule.set_by.value,
        "status": rule.status.value,
        "effect": rule.effect.value,
        "values": {
            name: str(value) if isinstance(value, Fraction | Bound) else value for name, value in rule.values.items()
        },
    }
    if rule.article:
        table["article"] = rule.article
    if rule.effective:
        table["effective"] = rule.effective.isoformat()
    return table
