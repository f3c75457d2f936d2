"""What is installed on a server: the services."""

import re
import shutil
import subprocess

import pytest

from tests.processes import ROOT

DEPLOY = ROOT / "deploy"


def test_one_bureau_of_several_runs_as_a_bureau_alone():
    alone, several = ((DEPLOY / f"dangjian{at}.service").read_text().splitlines() for at in ("", "@"))
    names = ("Description=", "# ")
    assert [line.replace("-%i", "") for line in several if not line.startswith(names)] == [
        line for line in alone if not line.startswith(names)
    ]
    assert sum("-%i" in line for line in several) == 7


@pytest.mark.parametrize("name", ["dangjian.service", "dangjian@.service"])
def test_systemd_reads_the_service(name, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    # The programs that it names are where it is installed.
    unit = tmp_path / name.replace("@", "@haibin")
    unit.write_text((DEPLOY / name).read_text().replace("/opt/dangjian/.venv/bin/python", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "dangjian" in line]) == (0, [])


def test_all_that_the_bot_is_made_of_is_installed():
    packages = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"sandbox", "tests"}
    copied = re.findall(r"^COPY (\w+) ", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert set(copied) == packages
    (compiled,) = re.findall(r"compileall -q bot.py (.+)", (ROOT / "Makefile").read_text())
    assert set(compiled.split()) == packages


@pytest.mark.parametrize("name", ["dangjian", "dangjian@"])
def test_a_services_settings_and_data_are_its_own(name):
    unit = (DEPLOY / f"{name}.service").read_text()
    own = "dangjian-%i" if "@" in name else "dangjian"
    for line in (f"User={own}", f"WorkingDirectory=/var/lib/{own}", "Restart=always", "LimitCORE=0", "Type=notify"):
        assert line in unit.splitlines()
