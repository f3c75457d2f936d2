"""材料清单 of a case: what its file must hold, what is there (attached, or on paper), what is missing; and sample texts."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from handlers.development.buttons import (
    Develop,
    DropMaterial,
    ManageCase,
    Materials,
    OpenMaterial,
    OpenSample,
    PrintCase,
    PrintSample,
    Samples,
    ShowDocuments,
    ShowMaterial,
    StartDocuments,
    StartPaper,
)
from handlers.development.screens import inside
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.papers import forms
from handlers.kit.screens.text import Markup, day_text, escape, lines
from scoring.development_materials import Material, Owed, missing
from scoring.development_order import RULES
from scoring.development_rules import ahead
from storage.development import documents, materials, materials_list, samples
from storage.development.dossiers import Dossier, acts_in
from storage.development.rows import DevelopmentMaterial
from storage.engine.refusal import Refusal
from storage.people.directory import names_of
from storage.rules.regulations import basis

NAMED, USUAL = "原文写明要有这份材料。", "这份材料按惯例归档，原文没有读到是否写明，待核实。"


def lacking(found: Sequence[Owed], today: date) -> Markup | None:
    """What is missing, in a line each."""
    gaps = missing(found)
    if not gaps:
        return None
    rows = [
        Markup("❗ {}：{}{}　{}").format(
            each.material.step.words,
            each.material.name,
            f"（缺 {each.missing} 份）" if each.missing > 1 else "",
            _until(each.by, today),
        )
        for each in gaps
    ]
    return lines(*rows)


def _until(by: date, today: date) -> str:
    return f"应于{day_text(by, today)}前归档" if by >= today else f"逾期 {(today - by).days} 天"


async def show(context: Context, button: Materials) -> None:
    """The whole list, with what the steps that come next will ask for."""
    each = await inside(context, button.case)
    today, file = context.now.date(), each.file
    async with context.read() as session:
        found = await materials.owed_of(session, file, context.bot_data.clock.zone)
        entries = await materials.of_case(session, button.case)
        attached = len(await documents.of_case(session, button.case))
    coming = _coming(file, today)
    listed: list[Owed | Material] = [*found, *coming]
    shown, turning = paged(listed, button.page, lambda page: Materials(button.case, page))
    there = {material.material: material for material in entries}
    rows = [
        [OpenMaterial(button.case, material.key).labelled(_label(one, there))]
        for one in shown
        for material in [one.material if isinstance(one, Owed) else one]
    ]
    total = sum(one.wanted for one in found)
    gaps = sum(one.missing for one in missing(found))
    text = lines(
        Markup("<b>📂 材料清单</b>　{}").format(each.person.name),
        Markup("到现在应有 {} 份，{}。缺的只提醒，不影响办理。").format(total, f"缺 {gaps} 份" if gaps else "齐全"),
        lacking(found, today),
        Markup("▫️ 接下来的步骤要用：{}").format("、".join(material.name for material in coming)) if coming else None,
        Markup("\n📜 {}").format(escape(basis(materials.RULE))),
    )
    others = [ShowDocuments(button.case).labelled(f"📎 全部文件（{attached}）")] if attached else []
    if acts_in(context.me, file):
        others.append(StartDocuments(button.case, "").labelled("➕ 其他材料"))
    printed = forms("卷宗", partial(PrintCase, button.case))
    await context.show(text, [*rows, *turning, others, printed, back(ManageCase(button.case))])


def _coming(file: Dossier, today: date) -> list[Material]:
    if not file.is_open:
        return []
    steps = {step for step, blocked in ahead(file.facts, file.numbers, today) if not blocked}
    return [each for each in materials_list.own() if each.step in steps and not file.facts.has(each.step)]


def _label(one: Owed | Material, there: Mapping[str, DevelopmentMaterial]) -> str:
    if isinstance(one, Material):
        return f"{'✅' if one.key in there else '▫️'} {one.name}"
    if one.missing:
        return f"❗ {one.material.name}（{one.there}/{one.wanted}）"
    on_paper = there[one.material.key].paper_on if one.material.key in there else None
    return f"{'📄' if on_paper else '✅'} {one.material.name}"


async def open_material(context: Context, button: OpenMaterial) -> None:
    """What it is, by which rule, what is there and who entered it."""
    material = materials.on_the_list(button.material)
    each = await inside(context, button.case)
    async with context.read() as session:
        entries = [one for one in await materials.of_case(session, button.case) if one.material == material.key]
        named = await names_of(session, {one.by for one in entries})
    text = lines(
        Markup("<b>📂 {}</b>　{}").format(material.name, each.person.name),
        Markup("步骤：{}").format(material.step.words),
        Markup("{}").format(material.about) if material.about else None,
        Markup(""),
        *(_entry(one, named.get(one.by, "?"), context) for one in entries),
        None if entries else Markup("还没有。"),
        Markup("\n📜 {}\n{}").format(
            escape(basis(RULES[material.step], each.file.rules)), NAMED if material.verified else USUAL
        ),
    )
    rows = []
    if acts_in(context.me, each.file):
        rows.append(
            [
                StartDocuments(button.case, material.key).labelled("📎 上传扫描件"),
                StartPaper(button.case, material.key).labelled("📄 纸质在档"),
            ]
        )
    if any(one.document_id for one in entries):
        rows.append([ShowMaterial(button.case, material.key).labelled("👀 查看文件")])
    sample = samples.of_material(material.key)
    if sample is not None:
        rows.append([OpenSample(sample.key).labelled("📝 范文")])
    if acts_in(context.me, each.file) and materials.droppable(context.me, entries):
        rows.append([DropMaterial(button.case, 0, material.key).labelled("↩ 撤销最近一条")])
    await context.show(text, [*rows, back(Materials(button.case, 0))])


def _entry(one: DevelopmentMaterial, by: str, context: Context) -> Markup:
    at = one.at.astimezone(context.now.tzinfo)
    if one.paper_on is None:
        return Markup("✅ 扫描件或照片 <i>（{} {:%Y-%m-%d} 上传）</i>").format(by, at)
    place = f"，{one.place}" if one.place else ""
    return Markup("📄 纸质在档：{:%Y-%m-%d}{} <i>（{} {:%Y-%m-%d} 登记）</i>").format(one.paper_on, place, by, at)


async def show_material(context: Context, button: ShowMaterial) -> None:
    """Its files, sent again as what they are."""
    await inside(context, button.case)
    async with context.read() as session:
        found = await materials.files_of(session, button.case, button.material)
    await context.toast()
    await send_all(context.bot, context.me.telegram_id or 0, [[paper.media, paper.content] for paper in found])


async def drop(context: Context, button: DropMaterial) -> None:
    """Its newest entry; asked once more."""
    material = materials.on_the_list(button.material)
    await inside(context, button.case)
    to = OpenMaterial(button.case, material.key)
    if button.sure != 1:
        text = Markup("撤销“{}”最近一条登记？上传的文件还在“全部文件”里。").format(material.name)
        await context.show(text, [[DropMaterial(button.case, 1, material.key).labelled("确认撤销")], back(to)])
        return
    async with context.write() as tx:
        await materials.take_back(tx, context.me, button.case, material.key, context.now)
    await context.toast("已撤销")
    await open_material(context, to)


async def show_samples(context: Context, button: Samples) -> None:
    """范文: everybody's to read."""
    shown, turning = paged(samples.own(), button.page, Samples)
    text = lines(
        Markup("<b>📝 范文和填写说明</b>"),
        Markup("只供参考，请结合自己的实际来写，不要照抄。括号里的内容要换成自己的。"),
    )
    rows = [[OpenSample(each.key).labelled(each.title)] for each in shown]
    await context.show(text, [*rows, *turning, back(Develop())])


async def open_sample(context: Context, button: OpenSample) -> None:
    """Its text, whole."""
    found = samples.named(button.sample)
    if found is None:
        raise Refusal("没有这篇范文，请返回列表重新选择。")
    text = lines(
        Markup("<b>📝 {}</b>（范文，只供参考）").format(found.title),
        Markup("<i>{}</i>").format(found.about),
        Markup("\n{}").format(found.text),
    )
    await context.show(text, [forms("范文", partial(PrintSample, found.key)), back(Samples(0))])
