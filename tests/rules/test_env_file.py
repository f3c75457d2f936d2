"""Names that are no settings are told: a misspelt one would leave its default in force."""

import pytest

from storage.engine.env_file import Unknown, unknown
from storage.engine.settings import Settings

KNOWN = {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("text", "wrong", "remarks"),
    [
        ("BOT_TOKEN=1:a\nbot_token=1:a\n# BOT_TOKN=x\n\nexport PIN_MINUTES='5'\n", [], []),
        ("BOT_TOKEN=1:a\nBOT_TOKN=1:b\n", [".env 第 2 行 BOT_TOKN 不是设置项：是不是 BOT_TOKEN？"], []),
        ("PIN_MINUTS=10", [".env 第 1 行 PIN_MINUTS 不是设置项：是不是 PIN_MINUTES？"], []),
        ("TIME_ZONE=Asia/Shanghai", [".env 第 1 行 TIME_ZONE 不是设置项：是不是 TIMEZONE？"], []),
        ("TELEGRAM_BOT_TOKEN=1:a", [], [".env 第 1 行 TELEGRAM_BOT_TOKEN 不是设置项：是不是 BOT_TOKEN？"]),
        ("POSTGRES_PASSWORD=x", [], [".env 第 1 行 POSTGRES_PASSWORD 不是设置项，不起作用（设置项见 .env.example）"]),
        ("HERE=there", [], []),
        ("BOT_TOKEN：1:geheim", [".env 第 1 行看不懂：BOT_TOKEN 后面应是半角的 ="], []),
        ("DATABASE_URL:postgresql://u:geheim@h/d?a=b", [".env 第 1 行看不懂：DATABASE_URL 后面应是半角的 ="], []),
        *(
            (f"SECRET_KEY=one,\n{slipped}", [], [".env 第 2 行不是设置项，不起作用：应为 名称=值，一项写在一行里"])
            for slipped in ("GMq3Kd0eB7r2o0bq9bK3kq2dD7zZy1f0Gm1r0s8l3X4=", "123456:AAE-geheim")
        ),
        ("BOT_TOKEN 1:a\n", [".env 第 1 行看不懂：应为 名称=值，值里有空格或 # 时加引号"], []),
        ("\ufeffBOT_TOKEN=1:a\r\nLOG_LEVLE=INFO\r\n", [".env 第 2 行 LOG_LEVLE 不是设置项：是不是 LOG_LEVEL？"], []),
    ],
)
def test_each_is_told_with_its_line(tmp_path, monkeypatch, text, wrong, remarks):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(text, encoding="utf-8", newline="")
    assert unknown(KNOWN, {"HERE": "there"}) == Unknown(wrong, remarks)


def test_in_the_environment_only_what_is_near_is_told(tmp_path):
    around = {"PATH": "x", "HOME": "y", "BOT_TOKN": "1:a", "https_proxy": "p", "LANG": "C", "DATABASE_URI": "z"}
    assert unknown(KNOWN, around, tmp_path / ".env").remarks == [
        "环境变量 BOT_TOKN 不是设置项：是不是 BOT_TOKEN？",
        "环境变量 DATABASE_URI 不是设置项：是不是 DATABASE_URL？",
    ]
