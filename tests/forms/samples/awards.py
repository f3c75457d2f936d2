"""A secretary proposes awards of a person and of the branch; the staff refuse one and take over a file."""

PHOTO = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 8, "height": 8}]}
TABLE = "警号,姓名,荣誉名称,授予单位,日期\n100001,{},三等功,县公安局,2026-07-01\n100002,{},三等功,县公安局,七月\n"


async def fill_in(bureau):
    await bureau.fill("award", "王芳", person="李雷", photo=PHOTO)
    await bureau.fill("award", "王芳", sort="集体", photo="不附照片")
    await bureau.fill("award_refuse", "吴干", 1)
    table = TABLE.format(bureau.name("王芳"), bureau.name("李雷"))
    await bureau.fill("award_file", "吴干", file=bureau.file("荣誉.csv", table))
