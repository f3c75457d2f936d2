"""``python -m tests.forms.catalogue``: writes every question of every form, as people see it, into docs/SCREENS.md."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.people.rights import TABLE, Role
from tests.forms.bureau import POSTS, found
from tests.forms.filling import filled_in, with_forms

FILE = Path(__file__).parents[2] / "docs" / "SCREENS.md"
HEAD = """# Screens

Every question of every form, as people see it, with its buttons in brackets. `make catalogue` writes this page, from the forms as
they are filled in with the samples in [tests/forms/samples](../tests/forms/samples); a test fails when it is not what they show.
Who may begin a form follows from the table of rights; what it is about may narrow that further.
"""
ROLES = {
    Role.PERSON: "每个人",
    Role.MEMBER: "党员",
    Role.GROUP_LEADER: "党小组长",
    Role.COMMITTEE: "支委",
    Role.PUBLICITY: "宣传委员",
    Role.ORGANISER: "组织委员",
    Role.SECRETARY: "支部书记、副书记",
    Role.STAFF: "党务干部",
    Role.INSPECTOR: "纪检监察",
    Role.BUREAU_SECRETARY: "党委书记",
}


def section(bureau):
    """What that feature's forms ask."""
    feature = with_forms()[bureau.feature]
    title = " ".join([*(module.label for module in feature.modules), f"`{bureau.feature}`"])
    return "\n\n".join([f"## {title}", *(of_form(form, bureau.shown) for form in feature.forms)]) + "\n"


def of_form(form, shown):
    """Its name, who may begin it, who does so here; each question, where another is asked with whom."""
    asked = {step: shown[form.name, step] for step in form.steps if (form.name, step) in shown}
    first = next(iter(asked.values())).who if asked else ""
    parts = [f"### {form.title}\n\n`{form.name}` · 权限：{may_begin(form.act)} · 示例：{named(first)}"]
    for step, each in asked.items():
        whom = "" if each.who == first else f" · 示例：{named(each.who)}"
        parts.append(f"**{step}**{whom}\n\n```text\n{drawn(each.screen)}\n```")
    return "\n\n".join(parts)


def named(who):
    return f"{who}（{POSTS[who]}）" if who else "无"


def may_begin(act):
    roles = TABLE[act]
    return ROLES[Role.PERSON] if Role.PERSON in roles else "、".join(ROLES[role] for role in Role if role in roles)


def drawn(screen):
    """Its words, and its buttons as brackets; a calendar as its month alone."""
    lines = [screen.text, ""]
    for row in screen.rows:
        labels = [button["text"] for button in row]
        days = [button.get("callback_data", "").startswith("cal_") for button in row]
        if not all(days):
            lines.append(" ".join(f"[{label}]" for label in labels))
        elif any("年" in label for label in labels):
            lines.append(f"[日历 {labels[1]}]")
    return "\n".join(lines)


def document(sections):
    return "\n".join([HEAD, *sections])


def main():
    with TemporaryDirectory() as folder:
        template = found(Path(folder) / "bureau.db", large=False)
        filled = [asyncio.run(filled_in(feature, template, Path(folder))) for feature in with_forms()]
    faults = [fault for each in filled for fault in each.faults]
    FILE.write_text(document(map(section, filled)), encoding="utf-8")
    print(*faults, f"{FILE.relative_to(Path.cwd())} is written", sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
