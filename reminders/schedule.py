"""The schedule: the sweeps, which look into the database for what is due by now and not yet queued.

A sweep keeps nothing between two runs, so that it may run twice and catches up, once, after any downtime.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.engine.self_watch import Trouble
from handlers.meetings import code_picture
from reminders import (
    audit_head,
    backups,
    birthdays,
    care,
    development,
    dues,
    duties,
    exams,
    feedback,
    housekeeping,
    index,
    inputs,
    make_ups,
    meetings,
    notices,
    people,
    reports,
    risks,
    shifts,
    study,
    talks,
    tasks,
    terms,
    topics,
    transfers,
    vanishing,
    warnings,
    yearplan,
)
from reminders.backups import Backups
from reminders.delivery import Delivery
from reminders.kinds import AT_ONCE, EVERY_SECONDS, HOURLY, Clearing, Every, Job, Sweep, TelegramJob
from scoring.cadence import MORNING, awake
from storage.engine import sweeps
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.errors import OperatorError
from storage.engine.failure import what_failed
from storage.engine.pulse import Beat, Where
from storage.engine.settings import Options
from storage.mail import outbox
from storage.mail.outbox import Push

log = logging.getLogger(__name__)

TOGETHER = 200
"""Pushes that are put into the outbox together: whoever writes meanwhile waits a few hundredths of a second."""
CLEAN_EVERY = timedelta(hours=6)
BACKUP_EVERY = timedelta(hours=1)
"""How often it is looked whether the day's backup is there."""
CODES_EVERY = timedelta(seconds=10)
"""A code is good for a half minute beyond its own; of a chat Telegram takes a message a second."""
LOOK_EVERY = 5.0
MOVED = 10.0
"""Seconds by which a clock is ahead of, or behind, the time that has passed, when it was moved rather than waited for."""
SILENT = 300.0


class SweepsStopped(OperatorError):
    """No sweep has run for a while; the text says so, in one line."""


Work = Sweep | Job | Clearing | TelegramJob | Backups

SWEEPS: Sequence[Sweep | Job] = (
    Job("周期任务的下一期", tasks.next_periods),
    Sweep("任务提醒", tasks.find, every=HOURLY),
    Sweep("当天会议提醒", meetings.find_today),
    Sweep("会前提醒", meetings.find_soon, nudging=False, every=AT_ONCE),
    Sweep("会议没有按时开始的提醒", meetings.find_unopened, nudging=False, every=AT_ONCE),
    Sweep("当月应开会议的提醒", duties.find, every=HOURLY),
    Sweep("年度计划的召集提醒", yearplan.find, every=HOURLY),
    Sweep("补课提醒", make_ups.find, every=HOURLY),
    Job("定时通知的发送", notices.send, every=AT_ONCE),
    Sweep("通知未读提醒", notices.find, every=HOURLY),
    Job("健康指数更新", index.keep, every=AT_ONCE),
    Job("考试到时收卷", exams.hand_in_overdue, every=AT_ONCE),
    Job("群里的每日一题", exams.ask_groups),
    Sweep("考试提醒", exams.find_not_taken, every=HOURLY),
    Sweep("发展党员期限提醒", development.find, every=HOURLY),
    Job("党费的新月份", dues.begin_month, every=HOURLY),
    Sweep("党费提醒", dues.find, every=HOURLY),
    Sweep("换届提醒", terms.find, every=HOURLY),
    Sweep("班子评分提醒", inputs.find, every=HOURLY),
    Sweep("微社区提醒", topics.find, every=HOURLY),
    Job("政治生日贺卡", birthdays.give),
    Sweep("政治生日寄语提醒", birthdays.find, every=HOURLY),
    Job("重点关注提示", warnings.propose),
    Sweep("黄色提示的回访提醒", warnings.find, every=HOURLY),
    Job("重点关注到期结束", care.end),
    Sweep("关注与帮扶提醒", care.find, every=HOURLY),
    Sweep("审计校验码的发送", audit_head.find),
    Sweep("岗位风险排查提醒", risks.find, every=HOURLY),
    Sweep("微课提醒", study.find_lessons, every=HOURLY),
    Sweep("全年学时提醒", study.find_hours, every=HOURLY),
    Sweep("苗头办理提醒", risks.find_signs, every=HOURLY),
    Sweep("谈心谈话提醒", talks.find, every=HOURLY),
    Sweep("意见建议答复提醒", feedback.find, every=HOURLY),
    Sweep("报告阅办提醒", reports.find, every=HOURLY),
    Sweep("备份没有做成的提醒", backups.find),
    Job("到日的名册变动", people.carry_out),
    Job("调动的移交", transfers.find),
    Sweep("未绑定账号的提醒", people.find, every=HOURLY),
)
VANISHING = TelegramJob("撤回已展示的保密内容", vanishing.run)
CODES = TelegramJob("签到码图片的更换", code_picture.renew)
# What was erased leaves its files to be dropped by the housekeeping after it.
CLEANING: Sequence[Job | Clearing] = (
    Clearing("到期谈话记录的清除", talks.clear),
    Clearing("过去的班次的清除", shifts.clear),
    Job("过期数据的清理", housekeeping.forget),
)


class Schedule:
    """Runs every sweep again and again; delivery waits while they do, so that a morning's nudges are one message."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        delivery: Delivery,
        options: Options | None = None,
        backing_up: Backups | None = None,
    ) -> None:
        self._database, self._clock, self._delivery, self._backups = database, clock, delivery, backing_up
        self._options = options or Options()
        self._scheduler = AsyncIOScheduler(timezone=clock.zone)
        self._ran: dict[str, int] = {}
        self._noted: dict[str, str | None] = {}
        self._pulse = database.pulse

    async def run(self) -> None:
        """Catch up with what fell due while nobody ran, then go on until cancelled. Raises SweepsStopped."""
        try:
            await self.start()
            await self.watch()
        finally:
            self.stop()

    async def start(self) -> None:
        """Catch up with what fell due while nobody ran, then go on."""
        async with self._database.read() as session:
            self._noted = {each.name: each.problem for each in await sweeps.failing(session)}
        known = [*SWEEPS, VANISHING, CODES, *CLEANING, *([self._backups] if self._backups else [])]
        for gone in self._noted.keys() - {each.name for each in known} - {*Trouble}:
            await self._note(gone, None)
        await self.sweep()
        # Late is better than never, and once is enough.
        always = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler.add_job(self.tick, Every(timedelta(seconds=EVERY_SECONDS)), **always)
        self._scheduler.add_job(self.renew_codes, Every(CODES_EVERY), **always)
        at_once = datetime.now(self._clock.zone)
        self._scheduler.add_job(self.clean, Every(CLEAN_EVERY), next_run_time=at_once, **always)
        if self._backups:
            self._scheduler.add_job(self.back_up, Every(BACKUP_EVERY), next_run_time=at_once, **always)
        self._scheduler.start()

    async def watch(self) -> None:
        """Let everything run at once when the clock was moved: the scheduler sleeps until a time of day, which may now be far away.

        Raises:
            SweepsStopped: when no sweep has run for five minutes.
        """
        before = self._ahead()
        self._pulse.beat(Beat.SWEPT)
        while self._pulse.silent(Beat.SWEPT) < SILENT:
            await asyncio.sleep(LOOK_EVERY)
            ahead = self._ahead()
            if any(abs(now - then) > MOVED for now, then in zip(ahead, before, strict=True)):
                log.warning("the clock was moved")
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=datetime.now(self._clock.zone))
            before = ahead
        raise SweepsStopped(f"{SILENT:.0f} 秒没有运行过任何自动检查")

    def _ahead(self) -> tuple[float, float]:
        """Seconds that the machine's clock and ours are ahead of the time that passes."""
        passed = time.monotonic()
        return datetime.now(self._clock.zone).timestamp() - passed, self._clock.now().timestamp() - passed

    def stop(self) -> None:
        """No further run."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def sweep(self) -> None:
        """Every sweep once; one that fails does not stop the others."""
        await self._look(SWEEPS, self._clock.local())

    async def tick(self) -> None:
        """The sweeps whose span of time has begun since they last succeeded; a clock that was moved begins another one."""
        local = self._clock.local()
        await self._look([each for each in SWEEPS if self._ran.get(each.name) != _span(each, local)], local)

    async def _look(self, sweeps: Sequence[Sweep | Job], local: datetime) -> None:
        async with self._delivery.paused:
            for each in sweeps:
                if await self._run(each, local):
                    self._ran[each.name] = _span(each, local)
                # SQLite answers without a pause: whoever waits has a turn between two of them.
                await asyncio.sleep(0)
        await self._run(VANISHING, local)

    async def renew_codes(self) -> None:
        """The pictures of check-in codes, beside the sweeps: a code does not wait for them."""
        await self._run(CODES, self._clock.local())

    async def clean(self) -> None:
        """Forget what nobody needs any more."""
        for each in CLEANING:
            await self._run(each, self._clock.local())

    async def back_up(self) -> None:
        """The day's backup where it is due, beside the sweeps: it takes as long as it takes."""
        if self._backups:
            await self._run(self._backups, self._clock.local())

    async def _run(self, each: Work, local: datetime) -> bool:
        """Whether it succeeded."""
        try:
            with self._pulse.sweeps[each.name].timed():
                number, failed = await self._do(each, local)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other sweeps go on
            self._pulse.failed(Where.SWEEP)
            failure = what_failed(error)
            log.error("sweep %s failed: %s", each.name, failure)
            await self._note(each.name, failure.brief)
            return False
        finally:
            # That codes are renewed says nothing of the sweeps, nor does a backup.
            if each not in (CODES, self._backups):
                self._pulse.beat(Beat.SWEPT)
        if failed:
            self._pulse.failed(Where.SWEEP)
            log.error("sweep %s failed for %s of its subjects: %s", each.name, len(failed), failed[0])
        await self._note(each.name, failed[0] if failed else None)
        log.log(logging.INFO if number else logging.DEBUG, "sweep %s: %s", each.name, number)
        return True

    async def _do(self, each: Work, local: datetime) -> tuple[int, list[str]]:
        """What it gives, and how those of its subjects failed that did."""
        if isinstance(each, TelegramJob):
            return await each.run(self._database, self._delivery.bot, local), []
        if isinstance(each, Sweep):
            return await self._find(each, local)
        if isinstance(each, Backups):
            return await each.run(local), []
        return await self._work(each, local)

    async def _note(self, name: str, problem: str | None) -> None:
        """How a sweep fails, for the staff's screen, until it succeeds again."""
        if self._noted.get(name) == problem:
            return
        try:
            async with self._database.write() as tx:
                await sweeps.note(tx, name, problem, self._clock.now())
        except Exception as error:  # noqa: BLE001 - as above; it is noted at the next run
            log.error("that sweep %s fails cannot be noted: %s", name, what_failed(error))
        else:
            self._noted[name] = problem

    async def _work(self, job: Job | Clearing, local: datetime) -> tuple[int, list[str]]:
        """How many rows it changed, and how those of its subjects failed that did."""
        async with self._database.write() as tx:
            if isinstance(job, Clearing):
                return await job.work(tx, local, self._options), sweeps.failed(tx)
            return await job.work(tx, local), sweeps.failed(tx)

    async def _find(self, sweep: Sweep, local: datetime) -> tuple[int, list[str]]:
        """How many pushes are new, and how those of its subjects failed that did."""
        if sweep.nudging and awake(local) > local:
            return 0, []

        async def look(session: AsyncSession) -> tuple[list[Push], list[str]]:
            return await outbox.news(session, await sweep.find(session, local)), sweeps.failed(session)

        fresh, failed = await self._database.look(look, much=sweep.every == HOURLY)
        number = 0
        for start in range(0, len(fresh), TOGETHER):
            async with self._database.write() as tx:
                number += await outbox.put(tx, local, *fresh[start : start + TOGETHER])
        return number, failed


def _span(each: Sweep | Job, local: datetime) -> int:
    """The number of the span of time that this moment lies in; the morning begins one of each length."""
    return (local.replace(tzinfo=None) - datetime.combine(date.min, MORNING)) // each.every
