"""A secretary rates two members, notes another sum, and takes over a file."""

TABLE = "警号,姓名,月份,每月应交,实交金额\n100001,{},2026-11,75,75\n100002,{},2026-11,x,\n"


async def fill_in(bureau):
    rated = (
        f"{bureau.name('王芳')} 6800\n{bureau.name('李雷')} 免交 {bureau.words('局党委2026年1月批准', 60)}\n100003 5000"
    )
    await bureau.fill("dues_rate", "王芳", 1, rated=rated)
    await bureau.fill("dues_paid", "王芳", 3, "2026-11", paid="75.5")
    table = TABLE.format(bureau.name("王芳"), bureau.name("李雷"))
    await bureau.fill("dues_file", "王芳", file=bureau.file("党费.csv", table))
