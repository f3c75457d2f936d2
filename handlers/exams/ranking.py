"""/rank: one's own place and what it is made of, the branch's first, the branches; as a picture for the group."""

from functools import partial

from telegram import InlineKeyboardButton

from handlers.exams import buttons as b
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.pictures import key_of, show_picture
from handlers.kit.screens.text import Markup, lines
from scoring import ranking as weighing
from scoring.ranking import Part, Score
from scoring.ranking_chart import Bar, chart
from storage.engine.refusal import Refusal
from storage.exams import ranking
from storage.exams.ranking import Period, Ranked, Span, period
from storage.exams.rows import Refused
from storage.mail import outbox, pictures
from storage.mail.outbox import Push
from storage.people.access import Place, may
from storage.people.directory import Branch
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.rules.regulations import basis as basis_of
from storage.rules.switches import Switch, is_on

SOMEBODY = "一位同志"
FARTHEST = 24
MOST_NAMED = 60
SPANS = {Span.MONTH: "月", Span.QUARTER: "季", Span.YEAR: "年"}
PICTURE = 1
STUDY = "学时"
NOT_RANKED = "本局没有开启学习排名：不排名次，每人只看自己的学习情况。"
CHANGED = "数据有了变化，请重新看图后再发。"


async def command(context: Context) -> None:
    await rank(context, b.Rank(Span.MONTH, 0, 0))


def _period(context: Context, span: Span, back_: int) -> Period:
    """The period of a button. Raises Refusal."""
    if not 0 <= back_ <= FARTHEST:
        raise Refusal(OUTDATED)
    return period(span, context.now.date(), back_)


async def rank(context: Context, button: b.Rank) -> None:
    """The branch from the first place on, as far as names are shown, and always oneself."""
    me, wanted = context.me, _period(context, button.span, button.back)
    branch_id = button.branch or me.branch_id
    if not is_on(Switch.RANKING):
        await _alone(context, button, wanted)
        return
    if branch_id != me.branch_id and not may(me, Act.SEE_RESULTS, Place(branch_id=branch_id)):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        ranked = await ranking.ranked(session, wanted, context.now, branch_id=branch_id)
        branch = await session.get(Branch, branch_id)
        named = await ranking.is_named(session, me.person_id)
    found = ranked.in_branch(branch_id)
    own, rest = next((each for each in found if each.who.person_id == me.person_id), None), _rest(context, found)
    text = lines(
        Markup("<b>🏆 学习排名</b>　{}　{}").format(wanted.name, branch.name if branch else ""),
        _own(own, len(found)) if branch_id == me.branch_id else None,
        Markup(""),
        *(Markup("{}. {}　{}").format(bar.place, bar.name, shown(bar.score)) for bar in _lines(context, found, own)),
        Markup("……{}，名次只有本人看得到。").format(rest) if rest else None,
    )
    ways = [
        b.RankPicture(wanted.span, button.back, 0).labelled("🖼 本支部图"),
        b.RankPicture(wanted.span, button.back, 1).labelled("🖼 各支部图"),
        b.RankBranches(wanted.span, button.back, 0).labelled("🏢 各支部排名"),
        b.RankBasis().labelled("📖 怎么算"),
    ]
    rows = [*in_columns(ways), *_moving(button)]
    if me.category in MEMBERS:
        rows.append(
            [b.NameMe(int(not named)).labelled("🙈 名单里不显示我的姓名" if named else "🙂 名单里显示我的姓名")]
        )
    await context.show(text, [*rows, back(b.Quiz())])


async def _alone(context: Context, button: b.Rank, wanted: Period) -> None:
    """One's own learning where nobody is ranked."""
    async with context.read() as session:
        ranked = await ranking.ranked(session, wanted, context.now, person_id=context.me.person_id)
    score = ranked.scores.get(context.me.person_id)
    text = lines(
        Markup("<b>📈 我的学习</b>　{}").format(wanted.name),
        Markup(""),
        *(_parts(score) if score else [Markup("您的考试和练习照常记录。")]),
        Markup("\n本局没有开启学习排名：不排名次，这里只有您自己看得到。"),
    )
    moving = _moving(b.Rank(button.span, button.back, 0))
    await context.show(text, [[b.RankBasis().labelled("📖 依据")], *moving, back(b.Quiz())])


def _own(own: ranking.Place | None, members: int) -> Markup:
    if own is None:
        return Markup("排名只列党员，您的考试和练习照常记录。")
    return lines(
        Markup("您在本支部 {} 名党员中排第 <b>{}</b>，{} 分：").format(members, own.place, shown(own.score.total)),
        *_parts(own.score),
    )


def _parts(score: Score) -> list[Markup]:
    return [Markup("　{}：{}").format(part.name, _part(part)) for part in score.parts]


def _part(part: Part) -> Markup:
    if part.value is not None:
        return Markup("{}% × {} = {}").format(shown(part.value * 100), shown(part.weight), shown(part.points))
    if part.name == STUDY and not is_on(Switch.STUDY_IN_RANKING):
        return Markup("按规定不计（权重归其他项）")
    return Markup("本期没有，不计（权重归其他项）")


def _check_ranked() -> None:
    """Raises Refusal where people are not ranked."""
    if not is_on(Switch.RANKING):
        raise Refusal(NOT_RANKED)


def _is_shown(context: Context, place: int) -> bool:
    return context.bot_data.options.rank_all_names or place <= context.bot_data.options.rank_names


def _lines(context: Context, found: list[ranking.Place], own: ranking.Place | None = None) -> list[Bar]:
    """One line for each person as far as names are shown; where too many share a place, one line for them all."""
    places: dict[int, list[ranking.Place]] = {}
    for each in found:
        if _is_shown(context, each.place):
            places.setdefault(each.place, []).append(each)
    bars: list[Bar] = []
    for place, together in places.items():
        score = float(together[0].score.total)
        if len(bars) + len(together) > MOST_NAMED:
            bars.append(Bar(place, f"{len(together)} 位同志并列", score))
            continue
        bars += [
            Bar(place, "您" if each is own else each.who.name if each.named else SOMEBODY, score) for each in together
        ]
    return bars[: MOST_NAMED + 1]


def _rest(context: Context, found: list[ranking.Place]) -> str:
    hidden = sum(not _is_shown(context, each.place) for each in found)
    return f"其余 {hidden} 位同志继续加油" if hidden else ""


def shown(number: object) -> str:
    """85.5, and 85 for 85.0."""
    return f"{float(number):.1f}".removesuffix(".0")  # type: ignore[arg-type]


def _moving(button: b.Rank) -> list[list[InlineKeyboardButton]]:
    spans = [
        b.Rank(span, 0, button.branch).labelled(f"[{word}]" if span == button.span else word)
        for span, word in SPANS.items()
    ]
    earlier = b.Rank(button.span, min(button.back + 1, FARTHEST), button.branch).labelled("‹ 上一期")
    later = [b.Rank(button.span, button.back - 1, button.branch).labelled("下一期 ›")] if button.back else []
    return [spans, [earlier, *later]]


async def branches(context: Context, button: b.RankBranches) -> None:
    """The branches by their members' average; those who oversee a branch can open it."""
    wanted = _period(context, button.span, button.back)
    _check_ranked()
    ranked = await context.look(lambda session: ranking.ranked(session, wanted, context.now), much=True)
    some, turning = paged(
        ranked.branches(), button.page, lambda page: b.RankBranches(button.span, button.back, page), 12
    )
    text = lines(
        Markup("<b>🏢 各支部排名</b>　{}").format(wanted.name),
        Markup("按全体党员的平均分，没有参加的也算在内，与人数多少无关。"),
        *(
            Markup("{}. {}　{}（{}/{} 人有得分）").format(
                each.place, each.branch, shown(each.score), each.taking_part, each.members
            )
            for each in some
        ),
    )
    rows = [
        [b.Rank(button.span, button.back, each.branch_id).labelled(f"{each.place}. {each.branch}")]
        for each in some
        if may(context.me, Act.SEE_RESULTS, Place(branch_id=each.branch_id)) and each.branch_id != context.me.branch_id
    ]
    await context.show(text, [*rows, *turning, back(b.Rank(button.span, button.back, 0))])


def _bars(context: Context, ranked: Ranked, *, bureau: bool) -> tuple[str, list[Bar], str]:
    """The name of the branch or bureau, its bars, and a line below them."""
    if bureau:
        bars = [Bar(each.place, each.branch, float(each.score)) for each in ranked.branches()]
        return context.bot_data.bureau, bars, "按全体党员的平均分，没有参加的也算在内"
    found = ranked.in_branch(context.me.branch_id)
    return context.me.branch, _lines(context, found), _rest(context, found)


async def _drawing(context: Context, wanted: Period, *, bureau: bool) -> tuple[str, partial[bytes], str]:
    """The picture's key, how to draw it, and its caption."""
    branch = None if bureau else context.me.branch_id
    ranked = await context.look(
        lambda session: ranking.ranked(session, wanted, context.now, branch_id=branch), much=bureau
    )
    of, bars, below = _bars(context, ranked, bureau=bureau)
    title = "各支部学习排名" if bureau else "学习排名"
    facts = (title, f"{of} · {wanted.name}", tuple(bars), below)
    caption = f"🏆 {of} {wanted.name}{title}"
    return key_of("ranking", PICTURE, *facts), partial(chart, *facts), caption


async def picture(context: Context, button: b.RankPicture) -> None:
    """The picture; the secretary can post it."""
    wanted = _period(context, button.span, button.back)
    _check_ranked()
    key, draw, caption = await _drawing(context, wanted, bureau=button.bureau == 1)
    rows = []
    if may(context.me, Act.POST_TO_GROUP, Place(branch_id=context.me.branch_id)):
        rows.append([b.PostPicture(button.span, button.back, button.bureau).labelled("📣 发到支部群")])
    rows.append(back(b.Rank(button.span, button.back, 0)))
    taken = Export(of_branch("ranking", None if button.bureau == 1 else context.me.branch_id), f"{caption}　图片")
    await show_picture(context, key, draw, Markup("{}").format(caption), rows, what=taken)


async def post(context: Context, button: b.PostPicture) -> None:
    """To one's own branch's group, once for what the picture shows."""
    me, wanted = context.me, _period(context, button.span, button.back)
    _check_ranked()
    if not may(me, Act.POST_TO_GROUP, Place(branch_id=me.branch_id)):
        raise Refusal(NOT_ALLOWED)
    key, _, caption = await _drawing(context, wanted, bureau=button.bureau == 1)
    async with context.write() as tx:
        branch = await tx.get(Branch, me.branch_id)
        file_id = await pictures.known(tx, key)
        if branch is None or branch.chat_id is None:
            raise Refusal(Refused.NO_GROUP)
        if file_id is None:
            raise Refusal(CHANGED)
        text = str(Markup("{}").format(caption))
        push = Push("ranking", key, text, chat_id=branch.chat_id, files=(("photo", file_id),))
        fresh = await outbox.put(tx, context.now, push)
    await context.toast("正在发到支部群。" if fresh else "这张图已经发过了。", alert=True)


async def name_me(context: Context, button: b.NameMe) -> None:
    """By name, or as 一位同志."""
    _check_ranked()
    async with context.write() as tx:
        await ranking.name_me(tx, context.me, context.now, named=button.named == 1)
    await context.toast("名单里会显示您的姓名" if button.named == 1 else "名单里不再显示您的姓名，成绩照常计入")
    await rank(context, b.Rank(Span.MONTH, 0, 0))


async def basis(context: Context, button: b.RankBasis) -> None:
    """What counts how much, from the file of weights."""
    weights = weighing.own()
    text = lines(
        Markup("<b>📖 排名怎么算</b>（第 {} 版）").format(weights.version),
        Markup("考试 {} 分：本期各场考试得分率的平均，到期没参加的按 0 计。").format(weights.exams),
        Markup("学时 {} 分：学习学时占应学学时的比例，最多算满。").format(weights.study)
        if is_on(Switch.STUDY_IN_RANKING)
        else Markup("学时：不计，权重归考试。"),
        Markup("日常练习 {} 分：每月练习满 {} 天即满分，多练不多计。").format(weights.practice, weights.practice_days),
        Markup("本期没有考试（或没有学时记录）的，权重归另一项。得分相同的并列，后面的名次空出。"),
        Markup("支部得分是全体党员的平均分，与人数多少无关。连续练习天数、群内今日一题、点赞、在线时长都不计分。"),
        Markup("依据：本局约定（可由本局修改）。"),
        Markup("\n{}\n\n{}").format(basis_of(Switch.RANKING), basis_of(Switch.STUDY_IN_RANKING)),
    )
    await context.show(text, [back(b.Rank(Span.MONTH, 0, 0))])
