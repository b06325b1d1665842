"""``disclosure verify``: prove histories whole, and keep what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from deadlines.errors import DeadlinesError, Reason
from deadlines.whole_file import replaced_whole
from workflows.cases.chain import checkpoint_lines, read_checkpoint
from workflows.cli.alarms import open_office
from workflows.cli.console import FOUND, Speaker, office_options, read_json, speaking
from workflows.cli.typed import WrongUse
from workflows.errors import BREAKS, BrokenHistory, WorkflowsError
from workflows.office.archive import check_bundle
from workflows.office.derived import DerivedDifference, differences, row_report
from workflows.office.exchange import read_export
from workflows.office.office import Office
from workflows.store.verify import ChainReport, chain_report, verified

key_option = click.option(
    "--key-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="DISCLOSURE_CHECKPOINT_KEY_FILE",
    help="签名密钥文件，不要与数据库放在一处。The key that signs checkpoints; keep it away from the database.",
)


@click.group("verify")
def command() -> None:
    """核验：历史记录是否完整、未被改动。Prove that histories are whole and unchanged."""


@command.command("history")
@click.option("--case", "case_id", help="只核验一件。One case only.")
@click.option("--checkpoint", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="检查点文件。")
@key_option
@office_options
@speaking
def history(
    speaker: Speaker,
    *,
    case_id: str | None,
    checkpoint: Path | None,
    key_file: Path | None,
    url: str,
    agency: str,
    place: str,
) -> None:
    """逐件核验记录链，指出第一个断处。Check each chain of records; name the first broken link.

    例 example: disclosure verify history --checkpoint heads.jsonl --key-file key.bin
    """
    office = open_office(url, agency, place)
    known = None
    if checkpoint is not None:
        with checkpoint.open(encoding="utf-8", errors="replace") as lines:
            known = read_checkpoint(lines, _key(key_file))
        if known.agency != agency:
            zh = f"检查点属于机关 {known.agency}，这里核验的是 {agency}；请用 --agency 写明机关"
            en = f"the checkpoint is of agency {known.agency}, not {agency}; name it with --agency"
            raise WrongUse(Reason("checkpoint.other_agency", zh, en))
    if case_id is None:
        verdict = chain_report(office.store, agency, known)
    else:
        verdict = _one(office, case_id, known.heads.get(case_id) if known else None)
    for broken in verdict.broken:
        zh = f"✗ {broken.case_id} 第{broken.seq}条 {BREAKS[broken.kind]}：{broken.why.zh}"
        en = f"✗ {broken.case_id} event {broken.seq} {broken.kind}: {broken.why}"
        speaker.out.print(Text(speaker.say(zh, en), style="red"), soft_wrap=True)
    zh = f"{verdict.cases} 件 {verdict.events} 条记录，{len(verdict.broken)} 件有断处"
    en = f"{verdict.cases} cases, {verdict.events} events, {len(verdict.broken)} broken"
    speaker.out.print(Text(speaker.say(zh, en)))
    differing = differences(office.desk, case_id) if case_id is not None else tuple(row_report(office.desk))
    print_differences(speaker, differing)
    if not verdict.cases:
        zh = f"机关 {agency} 在此没有任何案件：请核对 --db 与 --agency"
        en = f"agency {agency} has no case at all here: check --db and --agency"
        speaker.err.print(Text(speaker.say(zh, en), style="yellow"), soft_wrap=True)
    if verdict.broken or differing or not verdict.cases:
        raise click.exceptions.Exit(FOUND)


def print_differences(speaker: Speaker, differing: Sequence[DerivedDifference]) -> None:
    """Name each place where a list and the history differ."""
    for row in differing:
        zh = f"✗ {row.case_id} {row.what}：现为 {row.found or '无'}，按记录应为 {row.due or '无'}"
        en = f"✗ {row.case_id} {row.what}: {row.found or 'nothing'}, by its history {row.due or 'nothing'}"
        speaker.out.print(Text(speaker.say(zh, en), style="red"), soft_wrap=True)
    if differing:
        cases = len({row.case_id for row in differing})
        zh, en = f"{cases} 件的索引与记录不符", f"the rows of {cases} cases differ from their histories"
        speaker.out.print(Text(speaker.say(f"{zh}：disclosure db repair", f"{en}: disclosure db repair")))


def _one(office: Office, case_id: str, on_record: tuple[int, str] | None) -> ChainReport:
    try:
        return ChainReport(1, verified(office.store, office.agency, case_id, on_record), ())
    except BrokenHistory as broken:
        return ChainReport(1, 0, (broken,))


def _key(path: Path | None) -> bytes:
    if path is None:
        zh, en = "检查点要用签名密钥核对：--key-file", "a checkpoint needs its key: --key-file"
        raise WrongUse(Reason("checkpoint.no_key", zh, en))
    key = path.read_bytes()
    if not key.strip():
        raise WrongUse(Reason("checkpoint.empty_key", f"{path}：签名密钥是空的", f"{path}: the key is empty"))
    return key


@command.command("compliance")
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@office_options
@speaking
def compliance(speaker: Speaker, *, cases: tuple[str, ...], url: str, agency: str, place: str) -> None:
    """按合规规则逐件核对，列出违反之处及其依据。Hold each case to the rules of compliance; name the breaches.

    例 example: disclosure verify compliance FOI-2024-1
    """
    office = open_office(url, agency, place)
    count = failed = 0
    ids = cases or [case_id for case_id, _, _ in office.store.heads(agency)]
    for case_id in ids:
        try:
            found = office.breaches(case_id)
        except (DeadlinesError, WorkflowsError) as error:
            failed += 1
            speaker.err.print(Text(f"! {case_id}: {error.text(speaker.lang)}", style="yellow"), soft_wrap=True)
            continue
        for breach in found:
            count += 1
            line = f"✗ {breach.case_id} {breach.rule} {breach.on} {breach.why}（{breach.article}）"
            speaker.out.print(Text(line, style="red"), soft_wrap=True)
    zh, en = f"{len(ids)} 件，违反 {count} 处", f"{len(ids)} cases, {count} breaches"
    speaker.out.print(Text(speaker.say(zh, en)))
    if count or failed:
        raise click.exceptions.Exit(FOUND)


@command.command("checkpoint")
@click.option("--out", "path", type=click.Path(path_type=Path, dir_okay=False), required=True, help="写入的文件。")
@key_option
@office_options
@speaking
def checkpoint(speaker: Speaker, *, path: Path, key_file: Path | None, url: str, agency: str, place: str) -> None:
    """把每件最后一条记录的摘要签名存为文件；另处保存后，截去尾部也能发现。Sign the last digest of every case.

    例 example: disclosure verify checkpoint --out heads.jsonl --key-file key.bin
    """
    store = open_office(url, agency, place).store
    key = _key(key_file)
    count = -2
    with replaced_whole(path) as passing, passing.open("w", encoding="utf-8") as out:
        for line in checkpoint_lines(agency, store.heads(agency), key):
            out.write(f"{line}\n")
            count += 1
    speaker.out.print(Text(speaker.say(f"{count} 件写入 {path}", f"{count} cases written to {path}")))


@command.command("export")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@speaking
def export(speaker: Speaker, *, path: Path) -> None:
    """核验导出的案件文件，不需要数据库。Prove an exported case; needs no database.

    例 example: disclosure verify export FOI-2024-1.json
    """
    data = read_json(path)
    agency, case_id, sealed = read_export(data)
    zh = f"{agency} {case_id}：{len(sealed)} 条记录，完整"
    speaker.out.print(Text(speaker.say(zh, f"{agency} {case_id}: {len(sealed)} events, whole")))


@command.command("bundle")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@speaking
def bundle(speaker: Speaker, *, path: Path) -> None:
    """核对归档卷的校验值。Compare an archive bundle with its checksums.

    例 example: disclosure verify bundle FOI-2024-1.zip
    """
    wrong = check_bundle(path)
    for name in wrong:
        speaker.out.print(Text(f"✗ {name}", style="red"))
    if wrong:
        raise click.exceptions.Exit(FOUND)
    speaker.out.print(Text(speaker.say("校验值全部相符", "all checksums fit")))
