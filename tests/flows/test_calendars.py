"""Meetings and due days for people's own calendars, read back as a calendar reads them."""

from datetime import date, datetime, timedelta

import icalendar

from tests.flows.conftest import ZONE
from tests.flows.test_attending_meetings import called  # noqa: F401 - a fixture


def events(phone):
    return icalendar.Calendar.from_ical(phone.messages()[-1].read()).walk("VEVENT")


async def test_a_meeting_goes_into_the_calendar(called):  # noqa: F811 - the fixture
    phone = called.phone("李雷")
    await phone.press("📅 日历", next(each for each in phone.messages() if "会议通知" in each.text))
    (event,) = events(phone)
    assert event["summary"] == "11月党支部党员大会暨主题党日"
    assert event.decoded("dtstart").astimezone(ZONE) == datetime(2026, 11, 25, 15, 0, tzinfo=ZONE)
    assert event.walk("VALARM")[0].decoded("trigger") == timedelta(minutes=-30)
    other = called.phone("孙立")
    await other.send("/home")
    await other.press_data("mt_ics:1")
    assert other.toast


async def test_due_days_go_into_the_calendar(house):
    chief, phone = house.phone("王芳"), house.phone("李雷")
    await chief.send("/assign 李雷 提交半年总结 12月4日")
    await chief.press("确认布置")
    await phone.send("/home")
    await phone.press_data("todo:0")
    await phone.press("期限存入日历")
    (event,) = [each for each in events(phone) if "半年总结" in each["summary"]]
    assert event.decoded("dtstart") == date(2026, 12, 4)
