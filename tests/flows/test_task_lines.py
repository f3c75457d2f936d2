"""/assign in one line, where it has to be asked about: names, days, a cadence, who is left out."""


async def test_a_receiver_nobody_is_called_is_said_with_what_was_read(house):
    phone = house.phone("王芳")
    await phone.send("/assign 第九支部 提交半年总结 11月30日")
    for words in ("没有叫“第九支部”的支部或人员，请点选", "📌 提交半年总结", "11月30日"):
        assert words in phone.screen.text
    await phone.press("都不是，从名单里选")
    for words in ("📌 提交半年总结", "11月30日", "已选 0 人"):
        assert words in phone.screen.text


async def test_a_first_word_that_names_nobody_may_belong_to_the_task(house):
    phone = house.phone("王芳")
    await phone.send("/assign 第九支部 提交半年总结 11月30日")
    await phone.press("这不是名字，整行都是任务内容")
    assert "📌 第九支部 提交半年总结" in phone.screen.text
    await phone.walk("李雷", "下一步")
    assert "请核对任务" in phone.screen.text


async def test_a_name_typed_nearly_right_is_offered(house):
    phone = house.phone("王芳")
    await phone.send("/assign 李蕾 提交半年总结 11月30日")
    assert "没有叫“李蕾”的支部或人员" in phone.screen.text
    await phone.press("李雷（党小组长，警号 100002）")
    for words in ("📌 提交半年总结", "给 1 人：李雷", "11月30日"):
        assert words in phone.screen.text


async def test_of_several_days_in_a_line_the_right_one_is_tapped(house):
    phone = house.phone("王芳")
    await phone.send("/assign 李雷 学习12月1日会议精神 12月10日")
    assert "哪一个是截止日期" in phone.screen.text
    assert phone.screen.labels[:2] == ["12月1日（周二）　“12月1日”", "12月10日（周四）　“12月10日”"]
    await phone.press("12月10日（周四）　“12月10日”")
    for words in ("📌 学习12月1日会议精神\n", "12月10日（周四）", "一次性"):
        assert words in phone.screen.text


async def test_a_span_of_days_is_asked_and_stays_in_the_words(house):
    phone = house.phone("王芳")
    await phone.send("/assign 李雷 12月5日至12月8日值班")
    await phone.send("12月7日")
    for words in ("📌 12月5日至12月8日值班\n", "截止：12月7日"):
        assert words in phone.screen.text


async def test_a_cadence_that_may_belong_to_the_words_is_asked(house):
    phone = house.phone("王芳")
    await phone.send("/assign 李雷 每季度数据汇总 12月10日")
    assert "“每季度”是说要重复做吗" in phone.screen.text
    await phone.press("一次性")
    for words in ("📌 每季度数据汇总\n", "一次性"):
        assert words in phone.screen.text


async def test_who_is_left_out_is_shown_on_the_list_before_anything_is_given(house):
    phone = house.phone("王芳")
    await phone.send("/assign 全体党员除李雷外 写总结 12月10日")
    assert "您写了“除李雷外”，请核对下面的名单" in phone.screen.text
    assert "☐ 李雷" in phone.screen.labels
    assert "☑ 赵敏" in phone.screen.labels
    await phone.press("下一步")
    assert "李雷" not in phone.screen.text
    assert "📌 写总结\n" in phone.screen.text


async def test_a_name_and_a_day_that_share_a_letter_are_asked(house):
    async with house.database.write() as tx:
        from storage.people.directory import Person

        for number, name in ((3, "李明"), (4, "李明明")):
            person = await tx.get(Person, number)
            person.name = name
            tx.add(person)
    phone = house.phone("王芳")
    await phone.send("/assign 李明明天整理档案")
    assert "您说的是哪一个" in phone.screen.text
    await phone.press("李明（纪检委员，警号 100003）：明天整理档案")
    for words in ("📌 整理档案\n", "给 1 人：李明\n", "截止：11月25日"):
        assert words in phone.screen.text


async def test_a_line_that_is_too_long_is_not_cut(house):
    phone = house.phone("王芳")
    await phone.send(f"/assign 李雷 {'整理档案' * 76} 12月10日")
    assert "任务内容最多 300 个字，您写了 304 个字" in phone.screen.text
    await phone.send("整理档案")
    for words in ("📌 整理档案\n", "给 1 人：李雷", "12月10日"):
        assert words in phone.screen.text
