"""The recovery sheet as a page to print: two halves on two sheets of A4, each with its square for a scanner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import segno

STYLE = """
@page { size: A4; margin: 16mm 18mm }
* { box-sizing: border-box }
body { margin: 0; font: 11pt/1.6 "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #000 }
section { break-after: page; max-width: 174mm; margin: 0 auto; padding: 8mm 0 }
section:last-child { break-after: auto }
header { display: flex; justify-content: space-between; align-items: flex-end; border-bottom: 2.5pt solid #b71c1c; padding-bottom: 2mm }
h1 { font-size: 20pt; margin: 0; line-height: 1.3 }
h1 small { display: block; font-size: 11pt; font-weight: normal }
.half { font-size: 15pt; font-weight: bold; white-space: nowrap }
.half b { font-size: 30pt; color: #b71c1c }
.warning { border: 1pt solid #b71c1c; padding: 2mm 4mm; margin: 4mm 0 }
.key { display: flex; gap: 8mm; align-items: flex-start; margin: 5mm 0 }
.key svg { width: 46mm; height: 46mm; flex: none }
table { border-collapse: collapse; flex: 1 }
th { font-weight: normal; font-size: 9pt; color: #555; text-align: center; padding: 0 2mm }
td { font: bold 16pt/1.2 "DejaVu Sans Mono", "Liberation Mono", Consolas, Menlo, monospace; border: .6pt solid #999; padding: 2.2mm 1mm;
     text-align: center; letter-spacing: .6pt }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 5mm; margin: 3mm 0 }
dt { color: #555 }
dd { margin: 0; font-variant-numeric: tabular-nums }
ol { margin: 1mm 0; padding-left: 6mm }
h2 { font-size: 12pt; margin: 4mm 0 1mm }
.sign { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8mm; margin-top: 9mm }
.sign span { border-top: .6pt solid #000; padding-top: 1mm; font-size: 9.5pt }
footer { font-size: 9pt; color: #555; margin-top: 5mm; line-height: 1.45 }
"""
HALVES = "一二"


@dataclass(frozen=True)
class Sheet:
    """What both halves say: the bureau, the day, the printing's mark, and each key's fingerprint, newest first."""

    bureau: str
    day: date
    mark: str
    fingerprints: Sequence[str]


def page(sheet: Sheet, halves: Sequence[Sequence[str]], in_a_row: int) -> str:
    """HTML by itself, without anything from elsewhere; each half's groups in rows of so many."""
    parts = "".join(_half(sheet, number, groups, in_a_row) for number, groups in enumerate(halves, 1))
    head = f'<meta charset="utf-8"><title>密钥恢复单 {escape(sheet.mark)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{parts}</body></html>\n'


def _half(sheet: Sheet, number: int, groups: Sequence[str], in_a_row: int) -> str:
    code = segno.make(" ".join(groups), micro=False, error="m").svg_inline(border=2, omitsize=True)
    prints = "、".join(f"<code>{escape(each)}</code>" for each in sheet.fingerprints)
    return f"""
<section>
<header><h1>密钥恢复单<small>{escape(sheet.bureau)}　掌上党建</small></h1>
<div class="half">第 <b>{number}</b> 份（共 2 份）</div></header>
<p class="warning"><b>请锁进保险柜。</b>两份合在一起就是密钥，能打开谈话等保密记录；单独一份什么也推不出来。
两份由<b>两个人分开保管</b>，不拍照，不复印，不存进电脑。</p>
<div class="key"><table>{_rows(groups, in_a_row)}</table>{code}</div>
<dl><dt>单号</dt><dd>{escape(sheet.mark)}（与第{HALVES[2 - number]}份单号相同，才是一套）</dd>
<dt>打印日期</dt><dd>{sheet.day:%Y年%-m月%-d日}</dd>
<dt>密钥指纹</dt><dd>{prints}</dd></dl>
<h2>什么时候用</h2>
服务器坏了、丢了，DATA_DIR 里的 secret.key 也没有了。没有密钥，备份恢复不了，保密记录谁也打不开。
<h2>怎么用</h2>
<ol><li>两位保管人一起到场，由系统管理员在服务器上运行：<code>python bot.py key --from-sheet</code></li>
<li>按提示逐行输入两份的字符（不分大小写），也可以用扫码枪扫方块。输错的那一组会马上指出来。</li>
<li>程序核对密钥与数据库是否相符，再写入 secret.key。用完把单子锁回去。</li></ol>
<h2>什么时候作废</h2>
换了密钥，或者丢了一份：重新打印一套（<code>python bot.py key --sheet 文件</code>），旧的两份都销毁。
<div class="sign"><span>保管人</span><span>存放位置</span><span>日期</span></div>
<footer>没有本程序也能还原：每组去掉第 5 个字符（校验），第 1 组不要，其余按 Crockford Base32 译成字节；两份逐字节异或，
每 32 字节为一把密钥，用 URL 安全的 Base64 写出，一行一把；最后 4 字节是校验。</footer>
</section>"""


def _rows(groups: Sequence[str], in_a_row: int) -> str:
    rows = [groups[at : at + in_a_row] for at in range(0, len(groups), in_a_row)]
    heads = "<tr><th></th>" + "".join(f"<th>{at + 1}</th>" for at in range(in_a_row)) + "</tr>"
    return heads + "".join(
        f"<tr><th>{number}</th>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>"
        for number, row in enumerate(rows, 1)
    )
