"""一申请一卷: the bundle of one case for the archive, as a ZIP file with a contents list and checksums.

The papers are given by the host; the history, its account in words and its proof come from the store.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import new
from pathlib import Path

from attrs import frozen

from deadlines.errors import Reason
from deadlines.whole_file import replaced_whole
from workflows.cases.case import Case, voided_seqs
from workflows.cases.chain import ALGORITHMS, HASH
from workflows.cases.events import Event
from workflows.errors import UnreadableHistory, WorkflowsError
from workflows.flows.flow import Flow
from workflows.office.exchange import export_case
from workflows.office.office import Office
from workflows.values import day_of

KINDS: Mapping[str, str] = {
    "application": "01-申请材料",
    "letter": "02-告知书和答复书",
    "approval": "03-内部审批",
    "proof_of_service": "04-送达凭证",
    "other": "05-其他材料",
}
"""The kinds of papers, and the folder of each, in the order of the file."""

_RECORD = "06-办理记录"

_EPOCH = (1980, 1, 1, 0, 0, 0)


class WrongPaper(WorkflowsError, ValueError):  # noqa: N818  # named by what it says
    """Refuse a paper that cannot be put into the bundle."""

    code = "wrong_paper"
    host_class = "bad_input"

    def __init__(self, kind: str, name: str, why: Reason) -> None:
        self.kind = kind
        self.name = name
        self.why = why
        super().__init__(f"{kind} 类材料“{name}”：{why.zh}", f"paper {name!r} of kind {kind!r}: {why}")


@frozen
class Paper:
    """One paper of a case: what kind, under which file name, of which day."""

    kind: str
    name: str
    content: bytes
    on: date | None = None
    title: str = ""


def bundle(office: Office, case_id: str, path: Path, papers: Iterable[Paper] = ()) -> Path:
    """Write the bundle of a case; the file is there whole, or not at all.

    The same case and papers give the same bytes. Checksums are SM3 where this Python has it, else SHA-256.

    Raises:
        UnknownCase: The agency has no such case.
        BrokenHistory: Its chain is broken.
        WrongPaper: A paper has an unknown kind, or a name that is taken or no plain file name.
    """
    export = export_case(office.desk, case_id)
    case = office.desk.load(case_id).case
    files = _papers(tuple(papers))
    files[f"{_RECORD}/history.json"] = json.dumps(export, ensure_ascii=False, indent=1).encode()
    files[f"{_RECORD}/办理过程.md"] = _account(office.flow(case.flow), case).encode()
    sums = {name: new(HASH, content).hexdigest() for name, content in files.items()}
    row = office.store.row(office.agency, case_id)
    contents = _contents(office.flow(case.flow), case, row.title, row.number, sums)
    files = {"00-目录.md": contents.encode(), **files}
    sums["00-目录.md"] = new(HASH, files["00-目录.md"]).hexdigest()
    files[f"checksums.{HASH}"] = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
    _write_zip(path, files)
    return path


def check_bundle(path: Path) -> tuple[str, ...]:
    """Compare a bundle with its own checksums; give the names of files that differ, lack or are too much."""
    try:
        return _compared(path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError, zlib.error) as error:
        why = f"{type(error).__name__} {error}"
        raise UnreadableHistory(
            "bundle", None, Reason("bundle.no_zip", f"不是完好的卷（{why}）", f"no whole bundle: {why}")
        ) from error


MOST_BYTES = 4_000_000_000
"""Bytes of all files of a bundle when unpacked; no more is read."""


def _compared(path: Path) -> tuple[str, ...]:
    with zipfile.ZipFile(path) as archive:
        listed = archive.namelist()
        twice = {name for name in listed if listed.count(name) > 1}
        if twice:
            return tuple(sorted(twice))
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise ValueError(f"more than {MOST_BYTES} bytes when unpacked")
        names = set(listed)
        lists = [name for name in names if name.startswith("checksums.")]
        if len(lists) != 1:
            return ("checksums",)
        algorithm = lists[0].removeprefix("checksums.")
        if algorithm not in ALGORITHMS:
            return (lists[0],)
        lines = [line.partition("  ") for line in archive.read(lists[0]).decode().split("\n") if line]
        wanted = {name: digest for digest, _, name in lines}
        digests = {name: _digest(archive, name, algorithm) for name in names - set(lists)}
    return tuple(sorted(name for name in {*wanted, *digests} if wanted.get(name) != digests.get(name)))


def _digest(archive: zipfile.ZipFile, name: str, algorithm: str) -> str:
    """Give the digest of a file in a bundle, read piece by piece."""
    hasher = new(algorithm)
    with archive.open(name) as stream:
        while piece := stream.read(1 << 20):
            hasher.update(piece)
    return hasher.hexdigest()


def _papers(papers: Sequence[Paper]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    order = list(KINDS)
    for paper in papers:
        if paper.kind not in KINDS:
            why = Reason("paper.kind", f"种类可为 {'、'.join(KINDS)}", f"known kinds are {', '.join(KINDS)}")
            raise WrongPaper(paper.kind, paper.name, why)
    for paper in sorted(papers, key=lambda paper: (order.index(paper.kind), paper.on or date.max, paper.name)):
        if not paper.name or Path(paper.name).name != paper.name or "\\" in paper.name or paper.name in {".", ".."}:
            why = Reason("paper.name", "须是不带路径的文件名", "the name must be a plain file name")
            raise WrongPaper(paper.kind, paper.name, why)
        at = f"{KINDS[paper.kind]}/{paper.name}"
        if at in files:
            why = Reason("paper.twice", "同类中已有这个名称", "another paper of this kind has the name")
            raise WrongPaper(paper.kind, paper.name, why)
        files[at] = paper.content
    return files


def _contents(flow: Flow, case: Case, title: str, number: str, sums: Mapping[str, str]) -> str:
    outcome = next((ending.zh for ending in flow.outcomes if ending.id == case.outcome), "（未办结）")
    head = [
        f"# {title or case.id}",
        "",
        f"- 编号：{number or case.id}",
        f"- 机关：{case.agency}",
        f"- 流程：{flow.zh}（{case.flow}）",
        f"- 收件：{day_of(case.opened)}",
        f"- 状态：{flow.states_by_id[case.state].zh}；结果：{outcome}",
        "",
        f"| 序号 | 文件 | {HASH.upper()} |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *(f"| {n} | {name} | {digest} |" for n, (name, digest) in enumerate(sums.items(), 1)), ""])


def _account(flow: Flow, case: Case) -> str:
    """Tell the history in words: when, who, what, on which basis."""
    moves = {move.event: move.zh for move in flow.moves}
    voided = voided_seqs(case.events)
    lines = ["| 序号 | 日期 | 记录时间 | 办理 | 角色 | 依据 |", "|---|---|---|---|---|---|"]
    for event in case.events:
        what = moves.get(event.type, _BUILT_IN.get(event.type, event.type))
        mark = "（已作废）" if event.seq in voided else ""
        recorded = event.recorded.isoformat(timespec="seconds")
        lines.append(
            f"| {event.seq} | {day_of(event.on)} | {recorded} | {what}{mark}{_due(flow, event)} "
            f"| {event.by.role} {event.by.name} | {event.basis} |"
        )
    return "\n".join([*lines, ""])


_BUILT_IN: Mapping[str, str] = {
    "CaseOpened": "登记",
    "CaseLinked": "关联",
    "CaseMigrated": "转入新流程",
    "EventVoided": "作废记录",
    "DeadlineRecomputed": "重新计算期限",
    "AlarmRaised": "提醒",
    "CaseNoted": "备注",
    "RetentionSet": "定个人信息保存期限",
    "PersonalDataErased": "删除个人信息",
}


def _due(flow: Flow, event: Event) -> str:
    dues = [
        f"{flow.clocks_by_id[change.clock].zh}至{day_of(change.due)}"
        for change in event.clocks
        if change.due is not None
    ]
    return f"；{'，'.join(dues)}" if dues else ""


def _write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    with replaced_whole(path) as passing, zipfile.ZipFile(passing, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, content in files.items():
            archive.writestr(zipfile.ZipInfo(at, _EPOCH), content, zipfile.ZIP_DEFLATED)
