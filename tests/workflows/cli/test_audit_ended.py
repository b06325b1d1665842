"""An audit that is ended from outside, or has no room, leaves one line, the old result and nothing else."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("disclosure")
ROW = "{},甲,2024-03-01,2024-04-01\n"
HEADERS = "编号,申请人,收到日期,答复日期\n"
SMALL = 1 << 16


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a long register and an old result."""
    (tmp_path / "register.csv").write_text(HEADERS + "".join(ROW.format(at) for at in range(150_000)), encoding="utf-8")
    (tmp_path / "result.xlsx").write_text("old", encoding="utf-8")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    before = sorted(tmp_path.rglob("*"))
    yield tmp_path
    assert before == sorted(tmp_path.rglob("*"))


UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
"""Coverage is not taken of a process that is killed or has no room: it would write, and take signals, itself."""


def begun(folder: Path, *args: str, **how: object) -> subprocess.Popen[bytes]:
    """Start an audit in a folder."""
    env = {**UNMEASURED, "TMPDIR": str(folder / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [COMMAND, "audit", "register.csv", "--on", "2024-12-31", *args],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **how,
    )


def written(folder: Path) -> int:
    """Count the bytes of the result under way."""
    return max((part.stat().st_size for part in folder.glob(".result.*.part")), default=0)


def reads(pid: int, path: Path) -> bool:
    """Tell whether a process has opened a file."""
    opened = Path(f"/proc/{pid}/fd")
    try:
        return any(path.samefile(each) for each in opened.iterdir())
    except OSError:  # one was closed meanwhile
        return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_interrupted_while_it_writes(folder: Path, number: signal.Signals, code: int) -> None:
    """Ctrl-C, a stop and the end of the session leave with the code that a shell expects."""
    audit = begun(folder, "--out", "result.xlsx")
    while audit.poll() is None and not written(folder):
        time.sleep(0.01)
    audit.send_signal(number)
    out, err = audit.communicate(timeout=120)

    assert (audit.returncode, out) == (code, b"")
    assert err.decode() == "已中断，没有写出结果；原有的文件没有改动\n"
    assert (folder / "result.xlsx").read_text(encoding="utf-8") == "old"


def test_interrupted_while_it_counts(folder: Path) -> None:
    """The processes that count end with the command."""
    with (folder / "register.csv").open("a", encoding="utf-8") as register:
        register.writelines(ROW.format(at) for at in range(150_000))
    audit = begun(folder, start_new_session=True)
    while audit.poll() is None and not reads(audit.pid, folder / "register.csv"):
        time.sleep(0.01)
    time.sleep(1)  # by now it counts
    audit.send_signal(signal.SIGTERM)
    audit.communicate(timeout=120)

    assert audit.returncode in {143, 1}
    with pytest.raises(ProcessLookupError):
        os.killpg(audit.pid, 0)


@pytest.mark.parametrize("name", ["result.xlsx", "result.csv", "result.json"])
def test_full_disk(folder: Path, name: str) -> None:
    """One line says that there is no room, and the exit code is that of what could not be done."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))  # noqa: E731  for the process alone
    audit = begun(folder, "--out", name, preexec_fn=limit)
    out, err = audit.communicate(timeout=120)

    assert (audit.returncode, out) == (2, b"")
    assert err.decode() == f"错误：{name}：空间不足，写不下；请腾出空间后重试；原有结果没有改动\n"


def test_no_temporary_folder(folder: Path) -> None:
    """A result needs no temporary folder, so that a full one is no matter."""
    (folder / "register.csv").write_text(HEADERS + ROW.format(1), encoding="utf-8")
    done = subprocess.run(
        [COMMAND, "audit", "register.csv", "--out", "result.xlsx"],
        cwd=folder,
        env={**UNMEASURED, "TMPDIR": "/dev/full"},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, b"")
    assert (folder / "result.xlsx").read_bytes().startswith(b"PK")
