"""The chat page in a real browser: people's panes on one side, a little bot on the other."""

import asyncio
import re
from datetime import datetime

import pytest
from playwright.async_api import WebSocketRoute, expect

from sandbox.telegram.phone import CannotActError, Phone, picture
from tests.browser.conftest import GROUP, PHONE, Stage, pane
from tests.browser.little_bot import MENU, album

# One event loop for all, as they share the browser.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_person_is_found_started_and_remembered(stage: Stage):
    page = await stage.open()
    await expect(page.locator("#people-count")).to_have_text("共 43 人")
    await page.get_by_label("搜索人员").fill("sm0003 交警")
    await expect(page.locator("#people-count")).to_have_text("找到 1 人")
    await page.get_by_role("button", name=re.compile("赵堃")).click()
    zhao = pane(page, "赵堃")
    await expect(zhao.get_by_label("消息", exact=True).and_(page.get_by_role("textbox"))).to_be_hidden()
    await zhao.get_by_role("button", name="开始", exact=True).click()
    await expect(zhao.get_by_role("article").last).to_contain_text("欢迎使用掌上党建")
    await expect(zhao.get_by_role("textbox", name="消息")).to_be_focused()

    await page.get_by_label("搜索人员").fill("")
    await expect(page.get_by_role("list", name="最近").get_by_role("listitem")).to_have_count(1)
    await page.goto(stage.sandbox.url)
    await expect(pane(page, "赵堃").get_by_role("article").last).to_contain_text("欢迎使用掌上党建")
    await page.get_by_role("button", name="关闭赵堃").click()
    await expect(page.get_by_role("heading", name="从名单中选一个人")).to_be_visible()


async def test_enter_sends_but_not_while_an_input_method_composes(stage: Stage):
    page = await stage.open(1001)
    box = pane(page, "王芳").get_by_role("textbox", name="消息")
    await box.fill("第一行")
    await box.press("Shift+Enter")
    await box.press_sequentially("第二行")
    composing = {"key": "Enter", "code": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    await box.dispatch_event("keydown", composing)
    await box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))"
    )
    await expect(box).to_have_value("第一行\n第二行")
    await box.press("Enter")
    await expect(box).to_have_value("")
    answer = pane(page, "王芳").get_by_role("article").last
    await expect(answer).to_contain_text("收到：第一行\n第二行", use_inner_text=True)
    await expect(answer.get_by_role("button", name="查看被回复的消息")).to_contain_text("第一行 第二行")


async def test_text_is_never_markup(stage: Stage):
    await Phone(stage.world, 1001).send("<img src=x onerror=alert(1)><b>粗</b>")
    page = await stage.open(1001)
    mine = pane(page, "王芳").get_by_role("article", name="我")
    await expect(mine).to_contain_text("<img src=x onerror=alert(1)><b>粗</b>")
    await expect(mine.locator("img, b")).to_have_count(0)


async def test_commands_come_by_slash_and_by_the_menu(stage: Stage):
    page = await stage.open(1001)
    wang = pane(page, "王芳")
    await wang.get_by_role("button", name="命令菜单").click()
    await expect(wang.get_by_role("option")).to_have_count(3)
    await wang.get_by_role("option", name="/home").click()
    await expect(wang.get_by_role("article").last).to_contain_text("欢迎")
    box = wang.get_by_role("textbox", name="消息")
    await box.press_sequentially("/ke")
    await expect(wang.get_by_role("option")).to_have_count(1)
    await box.press("Enter")
    await expect(wang.get_by_role("group", name="按键盘").get_by_role("button")).to_have_count(3)
    await expect(wang.get_by_role("article", name="我").last).to_contain_text("/keys")


async def test_inline_buttons_spin_toast_alert_and_edit_in_place(stage: Stage):
    phone = Phone(stage.world, 1001)
    await phone.send("/start")
    page = await stage.open(1001)
    wang = pane(page, "王芳")
    await wang.get_by_role("button", name="提示").click()
    await expect(wang.get_by_text("已记下")).to_be_visible()
    await wang.get_by_role("button", name="重要提醒").click()
    alert = wang.get_by_role("alertdialog")
    await expect(alert).to_contain_text("会议今天下午三点开始")
    await alert.get_by_role("button", name="好").click()
    await expect(alert).to_have_count(0)

    silent = wang.get_by_role("button", name="不回应")
    await silent.click()
    await expect(silent).to_have_attribute("aria-busy", "true")
    await expect(wang.get_by_role("button", name="提示")).to_have_attribute("aria-busy", "false")

    await wang.get_by_role("button", name="三会一课").click()
    await expect(wang.get_by_role("article").last).to_contain_text("本月还有 2 项")
    await expect(wang.get_by_role("article").last).not_to_contain_text("已编辑")
    await expect(wang.get_by_role("article")).to_have_count(2)
    await wang.get_by_role("button", name="消息操作").last.click(force=True)
    await page.get_by_role("menuitem", name="再按一次“三会一课”").click()
    await wang.get_by_role("button", name="返回").click()
    await expect(wang.get_by_role("button", name="外部网页")).to_be_visible()


async def test_links_to_the_bot_are_followed_and_others_open_a_tab(stage: Stage):
    phone = Phone(stage.world, 1001)
    await phone.send("/start")
    page = await stage.open(1001)
    wang = pane(page, "王芳")
    await wang.get_by_role("button", name="签到链接").click()
    await expect(wang.get_by_role("article").last).to_contain_text("参数 in-7")
    box = wang.get_by_role("textbox", name="消息")
    await box.fill("https://t.me/dangjian_bot?start=bind-42")
    await box.press("Enter")
    await wang.get_by_role("dialog").get_by_role("button", name="打开", exact=True).click()
    await expect(wang.get_by_role("article").last).to_contain_text("参数 bind-42")
    await page.context.route("https://example.com/**", lambda route: route.fulfill(body="outside"))
    async with page.context.expect_page() as opened:
        await wang.get_by_role("button", name="外部网页").first.click()
    assert (await opened.value).url == "https://example.com/"


async def test_the_reply_keyboard_shares_the_contact_after_asking(stage: Stage):
    await Phone(stage.world, 1002).send("/keys")
    page = await stage.open(1002)
    keys = pane(page, "李伟").get_by_role("group", name="按键盘")
    await keys.get_by_role("button", name="共享手机号").click()
    dialog = pane(page, "李伟").get_by_role("dialog", name="共享联系方式？")
    await expect(dialog).to_contain_text("16000000002")
    await dialog.get_by_role("button", name="共享", exact=True).click()
    await expect(pane(page, "李伟").get_by_role("article").last).to_contain_text("电话 +8616000000002，本人 True")
    await keys.get_by_role("button", name="收起").click()
    await expect(keys).to_be_hidden()


async def test_media_of_every_kind_is_shown(stage: Stage):
    bot = stage.bot.bot
    await album(stage.bot, 1001)
    await bot.send_photo(1001, picture(400, 900), caption="<b>合影</b>" * 30, parse_mode="HTML", reply_markup=MENU)
    await bot.send_document(1001, b"x" * 3000, filename="花名册.xlsx")
    await bot.send_voice(1001, b"OggS", duration=12)
    await bot.send_location(1001, 29.1, 121.3)
    page = await stage.open(1001, 1002)
    wang = pane(page, "王芳")
    await expect(wang.get_by_role("article")).to_have_count(5)
    at_end = (
        "list => list.parentElement.scrollTop + list.parentElement.clientHeight >= list.parentElement.scrollHeight - 1"
    )
    await expect(wang.get_by_role("button", name="到最新消息")).to_be_hidden()
    assert await wang.get_by_role("log").evaluate(at_end)
    await expect(wang.get_by_role("article").first.get_by_role("button", name="放大图片")).to_have_count(3)
    upright = wang.get_by_role("button", name="放大图片").last
    wide = "node => node.getBoundingClientRect().width"
    # The photo fills its bubble to the edges, however long its words and buttons are.
    assert await upright.locator("img").evaluate(wide) == await wang.locator(".has-photo").evaluate(wide) - 8
    await upright.click()
    await expect(page.get_by_role("dialog", name="查看图片")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="查看图片")).to_have_count(0)
    async with page.expect_download() as download:
        await wang.get_by_role("link", name=re.compile("花名册")).click()
    assert (await download.value).suggested_filename == "花名册.xlsx"
    await expect(wang.get_by_role("button", name="播放")).to_be_visible()
    await expect(wang.get_by_text("29.10000, 121.30000")).to_be_visible()


async def test_files_are_picked_and_sent(stage: Stage):
    page = await stage.open(1001)
    wang = pane(page, "王芳")

    async def attach(kind: str, *names: str) -> None:
        await wang.get_by_role("button", name="附件").click()
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("menuitem", name=kind).click()
        files = [
            {"name": name, "mimeType": "image/png" if name.endswith("png") else "text/csv", "buffer": picture(40, 30)}
            for name in names
        ]
        await (await chooser.value).set_files(files)

    await attach("图片", "a.png")
    await wang.get_by_label("说明（可不填）").fill("党课现场")
    await wang.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(wang.get_by_role("article").last).to_contain_text("图片：党课现场")
    await attach("图片", "a.png", "b.png")
    await wang.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(wang.get_by_role("article", name="我").last.get_by_role("button", name="放大图片")).to_have_count(2)
    await attach("文件", "名单.csv")
    await wang.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(wang.get_by_role("article").last).to_contain_text("文件：名单.csv")
    await wang.get_by_role("button", name="附件").click()
    await page.get_by_role("menuitem", name="位置").click()
    await wang.get_by_label("纬度").fill("29.5")
    await wang.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(wang.get_by_role("article").last).to_contain_text("位置 29.500")


async def test_a_voice_is_recorded_or_chosen_where_there_is_no_microphone(stage: Stage):
    page = await stage.open(1001)
    wang = pane(page, "王芳")
    await wang.get_by_role("button", name="录音").click()
    refused = wang.get_by_role("dialog", name="无法录音")
    await expect(refused).to_contain_text("没有使用麦克风的权限")
    async with page.expect_file_chooser() as chooser:
        await refused.get_by_role("button", name="选择文件").click()
    await (await chooser.value).set_files([{"name": "a.ogg", "mimeType": "audio/ogg", "buffer": b"OggS"}])
    await wang.get_by_role("dialog", name="发送语音").get_by_role("button", name="发送").click()
    await expect(wang.get_by_role("article").last).to_contain_text("语音：0 秒，audio/ogg")

    await page.context.grant_permissions(["microphone"])
    bar = wang.get_by_role("group", name="正在录音")
    await wang.get_by_role("button", name="录音").click()
    await bar.get_by_role("button", name="取消录音").click()
    await expect(bar).to_be_hidden()
    await wang.get_by_role("button", name="录音").click()
    await wang.get_by_role("tab", name=GROUP.title).click()
    await wang.get_by_role("button", name="继续录音").click()
    await expect(bar.get_by_role("timer")).to_have_text("0:01")
    await bar.get_by_role("button", name="发送录音").click()
    await expect(wang.get_by_role("article").last).to_contain_text(re.compile("语音：[12] 秒，audio/webm"))
    await expect(wang.get_by_role("textbox", name="消息")).to_be_visible()
    mine = wang.get_by_role("article", name="我").last
    await mine.get_by_role("button", name="播放").click()
    await expect(mine.get_by_role("button", name="暂停")).to_be_visible()
    await expect(mine.get_by_role("button", name="播放")).to_be_visible()


async def test_polls_and_quizzes_take_votes(stage: Stage):
    bot = stage.bot.bot
    await bot.send_poll(1001, "去哪里？", ["基地", "社区", "学习"], is_anonymous=False, allows_multiple_answers=True)
    await bot.send_poll(
        1001, "党员大会多久一次？", ["每月", "每季度"], type="quiz", correct_option_ids=[1], explanation="条例第十一条"
    )
    page = await stage.open(1001)
    poll = pane(page, "王芳").get_by_role("group", name="投票：去哪里？")
    await poll.get_by_role("checkbox", name="基地").click()
    await poll.get_by_role("checkbox", name="学习").click()
    await poll.get_by_role("button", name="提交").click()
    await expect(poll).to_contain_text("1 人参与")
    await poll.get_by_role("button", name="撤回投票").click()
    await expect(poll).to_contain_text("0 人参与")
    quiz = pane(page, "王芳").get_by_role("group", name="投票：党员大会多久一次？")
    await expect(quiz).not_to_contain_text("条例第十一条")
    await quiz.get_by_role("radio", name="每月").click()
    await expect(quiz).to_contain_text("条例第十一条")
    await expect(quiz.locator(".wrong")).to_contain_text("每月")
    await expect(quiz.locator(".right")).to_contain_text("每季度")


async def test_own_messages_are_edited_deleted_and_answered_with_reactions(stage: Stage):
    page = await stage.open(1001)
    wang = pane(page, "王芳")
    box = wang.get_by_role("textbox", name="消息")
    await box.fill("三点开会")
    await box.press("Enter")
    await expect(wang.get_by_role("article").last).to_contain_text("收到：三点开会")
    mine = wang.get_by_role("article", name="我")
    await mine.click(button="right")
    await page.get_by_role("menuitem", name="编辑").click()
    await expect(box).to_have_value("三点开会")
    await box.fill("四点开会")
    await box.press("Enter")
    await expect(wang.get_by_role("article").last).to_contain_text("改为：四点开会")
    await expect(mine).to_contain_text("已编辑")

    await wang.get_by_role("article").last.click(button="right")
    await page.get_by_role("menuitemcheckbox", name="回应 👍").click()
    face = wang.get_by_role("article").last.get_by_role("button", name="👍 1")
    await expect(face).to_have_attribute("aria-pressed", "true")
    await face.click()
    await expect(face).to_have_count(0)

    await wang.get_by_role("article").last.click(button="right")
    await page.get_by_role("menuitem", name="回复").click()
    await box.fill("好")
    await box.press("Enter")
    await expect(mine.last.get_by_role("button", name="查看被回复的消息")).to_contain_text("改为：四点开会")
    await mine.first.click(button="right")
    await page.get_by_role("menuitem", name="删除").click()
    await expect(mine).to_have_count(1)


async def test_a_group_is_seen_by_both_and_shows_who_speaks(stage: Stage):
    page = await stage.open(1001, 1002)
    for name in ("王芳", "李伟"):
        await pane(page, name).get_by_role("tab", name=GROUP.title).click()
    box = pane(page, "王芳").get_by_role("textbox", name="消息")
    await box.fill("今天下午开会")
    await box.press("Enter")
    heard = pane(page, "李伟").get_by_role("article", name="王芳")
    await expect(heard).to_contain_text("今天下午开会")
    await pane(page, "王芳").get_by_role("button", name="更多操作").click()
    await page.get_by_role("menuitem", name="开始视频聊天").click()
    await expect(pane(page, "李伟").get_by_text("王芳 开始了视频聊天")).to_be_visible()
    await expect(pane(page, "李伟").get_by_text("直播中")).to_be_visible()
    await pane(page, "王芳").get_by_role("button", name="更多操作").click()
    await page.get_by_role("menuitem", name="设机器人为管理员").click()
    await stage.world.until(lambda: stage.world.chats[GROUP.id].bot == "administrator")
    await stage.bot.bot.pin_chat_message(GROUP.id, 1)
    await expect(pane(page, "李伟").get_by_role("button", name="置顶消息")).to_contain_text("今天下午开会")


async def test_unread_counts_and_one_person_at_a_time_on_a_phone(stage: Stage):
    page = await stage.open(1001, 1002, size=PHONE)
    await expect(pane(page, "王芳")).to_be_visible()
    await expect(pane(page, "李伟")).to_be_hidden()
    await stage.bot.bot.send_message(1002, "请签到")
    tab = page.get_by_role("tablist", name="已打开的人员").get_by_role("tab", name="李伟")
    await expect(tab.get_by_label("1 条未读")).to_be_visible()
    await tab.click()
    await expect(pane(page, "李伟").get_by_role("article").last).to_contain_text("请签到")
    await expect(tab.get_by_label("1 条未读")).to_have_count(0)
    await page.get_by_role("button", name="人员名单").click()
    await expect(page.get_by_label("搜索人员")).to_be_visible()
    await expect(pane(page, "李伟")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await expect(page.get_by_role("group", name="沙盒时钟")).to_contain_text("周")
    await tab.click()
    # The bars leave five sixths of a phone to the conversation.
    assert (
        await pane(page, "李伟").locator(".conversation").evaluate("area => area.clientHeight")
        > PHONE["height"] * 5 / 6
    )


async def test_on_a_touch_screen_a_long_press_asks_and_the_date_goes_by_itself(stage: Stage):
    for number in range(20):
        await stage.bot.bot.send_photo(1001, picture(400, 300), caption=f"第 {number} 张")
    page = await stage.open(1001, size=PHONE, touch=True)
    wang = pane(page, "王芳")
    finger = await page.context.new_cdp_session(page)
    photo = wang.get_by_role("button", name="放大图片").last
    await expect(photo).to_be_in_viewport()
    await photo.tap(trial=True)
    # Asked in the page itself: what is being drawn anew has no box to a question from outside.
    point = await photo.evaluate(
        "photo => { const box = photo.getBoundingClientRect(); return { x: box.x + 60, y: box.y + 60 }; }"
    )
    await finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await expect(page.get_by_role("menuitem", name="回复")).to_be_visible()
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await page.get_by_role("menuitem", name="回复").tap()
    await expect(wang.get_by_role("button", name="取消回复")).to_be_visible()
    await expect(page.get_by_role("dialog", name="查看图片")).to_have_count(0)
    await photo.tap()
    await expect(page.get_by_role("dialog", name="查看图片")).to_be_visible()
    await page.get_by_role("button", name="关闭图片").tap()

    day = wang.locator(".day")
    await expect(day).to_have_css("opacity", "0")
    await page.clock.install()
    await page.clock.pause_at(datetime(2100, 1, 1))
    await wang.get_by_label("消息区").evaluate("area => area.scrollBy(0, -900)")
    await expect(day).to_have_css("opacity", "1")
    await page.clock.run_for(2000)
    await expect(day).to_have_css("opacity", "0")
    await wang.get_by_label("消息区").evaluate("area => area.scrollTo(0, 0)")
    await expect(wang.locator(".day:not(.over)")).to_have_count(1)
    await page.clock.run_for(2000)
    await expect(day).to_have_css("opacity", "1")


async def test_the_clock_moves_stands_and_returns(stage: Stage):
    page = await stage.open(1001)
    clock = page.get_by_role("group", name="沙盒时钟")
    before = stage.world.clock.now()
    await clock.get_by_role("button", name="前进 1 天").click()
    chip = clock.get_by_role("button", name="时钟操作")
    await expect(chip).to_have_class(re.compile("moved"))
    assert (stage.world.clock.now() - before).total_seconds() >= 86400
    await chip.click()
    await page.get_by_role("menuitem", name="停住时钟").click()
    await expect(chip).to_have_class(re.compile("frozen"))
    await chip.click()
    await page.get_by_role("menuitem", name="到指定时刻…").click()
    await page.get_by_label("时刻（北京时间）").fill("2027-03-01T09:30")
    await page.get_by_role("button", name="拨到这里").click()
    await expect(clock).to_contain_text("09:30:00")
    assert stage.world.clock.now().isoformat() == "2027-03-01T01:30:00+00:00"
    await chip.click()
    await page.get_by_role("menuitem", name="取消调整").click()
    await expect(chip).not_to_have_class(re.compile("moved|frozen"))


async def test_faults_are_set_counted_and_cleared(stage: Stage):
    page = await stage.open(1001)
    await page.get_by_role("button", name="故障面板", exact=True).click()
    panel = page.get_by_role("complementary", name="故障面板")
    await panel.get_by_label("故障种类").select_option("403")
    await panel.get_by_label("方法").select_option("edit*")
    await panel.get_by_label("次数").fill("2")
    await panel.get_by_role("button", name="添加故障").click()
    rules = panel.get_by_role("list", name="生效的故障").get_by_role("listitem")
    await expect(rules).to_contain_text(["还剩 2 次"])
    rule = stage.world.faults.rules[0]
    assert (rule.kind, rule.method, rule.times) == ("403", "edit*", 2)
    await panel.get_by_label("按 Telegram 的限速执行").check()
    await panel.get_by_role("button", name="断线一次", exact=True).click()
    await expect(rules).to_have_count(2)
    assert stage.world.faults.enforce_limits
    await panel.get_by_role("button", name="全部清除").click()
    await expect(rules).to_have_count(0)
    assert not stage.world.faults.rules
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()


async def test_it_reconnects_and_fetches_what_it_missed(stage: Stage):
    sockets, way = [], asyncio.Event()
    way.set()

    async def through(socket: WebSocketRoute) -> None:
        await way.wait()
        sockets.append(socket)
        socket.connect_to_server()

    page = await stage.open(1001, sockets=through)
    way.clear()
    await sockets[-1].close()
    await expect(page.locator("#state")).to_have_text("连接断开，正在重连…")
    await stage.bot.bot.send_message(1001, "断线时发来的")
    way.set()
    await expect(page.locator("#state")).to_have_text("已连接")
    await expect(pane(page, "王芳").get_by_role("article").last).to_contain_text("断线时发来的")
    await stage.bot.bot.send_message(1001, "重连后发来的")
    await expect(pane(page, "王芳").get_by_role("article")).to_have_count(2)


async def test_blocking_leaves_a_way_back(stage: Stage):
    page = await stage.open(1001)
    wang = pane(page, "王芳")
    await wang.get_by_role("button", name="更多操作").click()
    await page.get_by_role("menuitem", name="屏蔽机器人").click()
    await expect(wang.get_by_role("button", name="解除屏蔽并开始")).to_be_visible()
    with pytest.raises(CannotActError):
        await Phone(stage.world, 1001).send("听得到吗")
    await wang.get_by_role("button", name="解除屏蔽并开始").click()
    await expect(wang.get_by_role("article").last).to_contain_text("欢迎使用掌上党建")


async def test_what_arrived_before_is_fetched_page_by_page(stage: Stage):
    phone = Phone(stage.world, 1002)
    for number in range(60):
        await stage.bot.bot.send_message(1002, f"第 {number} 条", reply_markup=MENU if number == 59 else None)
    assert len(phone.texts) == 60
    page = await stage.open(1002)
    li = pane(page, "李伟")
    await expect(li.get_by_role("article")).to_have_count(50)
    await expect(li.get_by_role("button", name="外部网页")).to_be_in_viewport()
    await li.get_by_role("button", name="查看更早的消息").click()
    await expect(li.get_by_role("article")).to_have_count(60)
    await expect(li.get_by_role("article").first).to_contain_text("第 0 条")
