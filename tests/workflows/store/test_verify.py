"""The chain of digests finds every edit, insertion, deletion, reordering and truncation, and names the first."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve as changed
from hypothesis import given
from hypothesis import strategies as st

from deadlines.errors import Reason
from helpers.example_flow import APPLICANT, HANDLER, HEAD
from helpers.store_contract import office_on
from workflows.cases import chain
from workflows.cases.chain import Sealed
from workflows.cases.text import event_from
from workflows.errors import BrokenHistory, UnreadableHistory, Unstorable, VersionConflict
from workflows.office.archive import Paper, WrongPaper, bundle, check_bundle
from workflows.office.exchange import export_case, import_case, read_export
from workflows.office.office import Office
from workflows.store.errors import ForeignAgency
from workflows.store.memory import MemoryStore
from workflows.store.sql.store import SqlStore, open_store
from workflows.store.verify import chain_report, verified

KEY = b"a key that the database's keeper does not have"


def office() -> Office:
    made = office_on(MemoryStore(), "a")
    made.open_case("example", "A-1", by=HANDLER, title="预算")
    made.do("A-1", "receive", by=HANDLER)
    made.do("A-1", "consult", by=HANDLER, payload={"third_party": "甲"})
    made.do("A-1", "record_opinion", by=HANDLER, payload={"third_party": "甲"})
    made.do("A-1", "extend", by=HEAD)
    return made


LINKS = office().store.sealed("a", "A-1")
LAST = (5, LINKS[-1].digest)


def text(seq: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(LINKS[seq - 1].body)
    return found


def resealed(links: list[Sealed], start: int) -> list[Sealed]:
    """What a forger does who knows the algorithm: digests anew from a link on."""
    previous, made = links[start - 2].digest if start > 1 else "", list(links[: start - 1])
    for link in links[start - 1 :]:
        previous = chain.digest(link.algorithm, "a", "A-1", link.seq, previous, link.body)
        made.append(changed(link, digest=previous))
    return made


def numbered(links: list[Sealed]) -> list[Sealed]:
    return [changed(link, seq=n) for n, link in enumerate(links, start=1)]


EDITED = changed(LINKS[2], body=LINKS[2].body.replace("2024-03-05", "2024-03-04"))
EXTRA = changed(LINKS[2], body=LINKS[2].body.replace("甲", "乙"))


@pytest.mark.parametrize(
    ("links", "seq", "kind", "code", "zh"),
    [
        ([*LINKS[:2], EDITED, *LINKS[3:]], 3, "edit", "edited_alone", "内容与其 sm3 校验值不符，第 4 条却以它为前提"),
        (resealed([*LINKS[:2], EDITED, *LINKS[3:]], 3), 5, "edit", "rewritten", "被改写过：校验值与在案的不同"),
        ([*LINKS[:2], *LINKS[3:]], 3, "deletion", "missing", "缺第 3 条，第 2 条之后是第 4 条"),
        (numbered([*LINKS[:2], *LINKS[3:]]), 3, "deletion", "displaced", "第 3 条的位置上是第 4 条的内容"),
        ([*LINKS[:2], LINKS[1], *LINKS[2:]], 3, "insertion", "second", "第 3 条的位置上是另一个第 2 条"),
        (numbered([*LINKS[:2], EXTRA, *LINKS[2:]]), 3, "insertion", "number_twice", "有两条都是第 3 条"),
        (
            resealed([*LINKS, changed(LINKS[4], seq=6)], 6),
            6,
            "insertion",
            "beyond_last",
            "在案的最后一条是第 5 条，它却在其后",
        ),
        ([*LINKS[:2], LINKS[3], LINKS[2], LINKS[4]], 3, "deletion", "missing", "缺第 3 条，第 2 条之后是第 4 条"),
        (
            numbered([*LINKS[:2], LINKS[3], LINKS[2], LINKS[4]]),
            3,
            "reordering",
            "displaced",
            "第 3 条的位置上是第 4 条的内容",
        ),
        (list(LINKS[:4]), 5, "truncation", "cut_off", "记录止于第 4 条，在案的却有第 5 条"),
        ([], 1, "truncation", "cut_off", "记录止于第 0 条，在案的却有第 5 条"),
    ],
)
def test_the_first_broken_link_is_named(links: list[Sealed], seq: int, kind: str, code: str, zh: str) -> None:
    """Each way to tamper is found against the last event on record, at the first broken link, by its name."""
    with pytest.raises(BrokenHistory) as broken:
        chain.check_chain("a", "A-1", links, LAST, exact=True)
    assert (seq, kind) == (broken.value.seq, broken.value.kind)
    assert (f"chain.{code}", zh) == (broken.value.why.code, broken.value.why.zh)


def test_a_whole_chain_passes() -> None:
    """The chain as written passes, for its own case and agency only."""
    chain.check_chain("a", "A-1", LINKS, LAST, exact=True)
    chain.check_chain("a", "A-1", LINKS, (3, LINKS[2].digest))
    for agency, case_id in (("b", "A-1"), ("a", "A-2")):
        with pytest.raises(BrokenHistory):
            chain.check_chain(agency, case_id, LINKS)


@given(st.integers(0, 4), st.data())
def test_any_changed_character_is_found(at: int, data: st.DataObject) -> None:
    """Change any one character of any event: the chain breaks at that event."""
    body = LINKS[at].body
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda one: one != body[place]))
    links = list(LINKS)
    links[at] = changed(LINKS[at], body=body[:place] + other + body[place + 1 :])
    with pytest.raises(BrokenHistory) as broken:
        chain.check_chain("a", "A-1", links, LAST, exact=True)
    assert at + 1 == broken.value.seq


def test_the_digest_can_be_had_without_this_library() -> None:
    """The digest is that of a text which any tool can build: algorithm, agency, case, number, digest before, event."""
    first = LINKS[0]
    plain = f"{first.algorithm}\na\nA-1\n1\n\n{first.body}".encode()
    assert hashlib.new(first.algorithm, plain).hexdigest() == first.digest
    assert "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" == hashlib.new("sm3", b"abc").hexdigest()


def test_algorithms_may_change_within_a_history() -> None:
    """A case begun with SHA-256 goes on with SM3; each event names its own."""
    events = [event_from(link.body) for link in LINKS]
    first = chain.seal("a", events[:2], "", "sha256")
    rest = chain.seal("a", events[2:], first[-1].digest, "sm3")
    chain.check_chain("a", "A-1", (*first, *rest))
    with pytest.raises(BrokenHistory):
        chain.check_chain("a", "A-1", [changed(link, algorithm="md5") for link in LINKS])


def test_text_that_cannot_be_encoded_is_refused() -> None:
    """Half a character from a broken import is refused before anything is written."""
    made = office_on(MemoryStore(), "a")
    with pytest.raises(Unstorable):
        made.open_case("example", "A-1", by=HANDLER, title="\ud800")


TAMPER: dict[str, tuple[str, tuple[int, str]]] = {
    "edit": ("UPDATE dw_event SET body = replace(body, '甲', '乙') WHERE case_id = 'A-1' AND seq = 3", (3, "edit")),
    "deletion": ("DELETE FROM dw_event WHERE case_id = 'A-1' AND seq = 3", (3, "deletion")),
    "truncation": ("DELETE FROM dw_event WHERE case_id = 'A-1' AND seq > 3", (4, "truncation")),
    "all events": ("DELETE FROM dw_event WHERE case_id = 'A-1'", (1, "truncation")),
}


@pytest.fixture
def kept(tmp_path: Path) -> Office:
    store = open_store(f"sqlite:///{tmp_path / 'office.db'}")
    made = office_on(store, "a")
    for name in ("A-0", "A-1", "A-2"):
        import_case(made.desk, _renamed(name))
    return made


def _renamed(name: str) -> dict[str, object]:
    source = office_on(MemoryStore(), "a")
    source.open_case("example", name, by=HANDLER, title="预算")
    source.do(name, "receive", by=HANDLER)
    source.do(name, "consult", by=HANDLER, payload={"third_party": "甲"})
    source.do(name, "record_opinion", by=HANDLER, payload={"third_party": "甲"})
    source.do(name, "extend", by=HEAD)
    return export_case(source.desk, name)


def run_sql(made: Office, statement: str) -> None:
    assert isinstance(made.store, SqlStore)
    with made.store.database.engine.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("how", TAMPER)
def test_tampering_with_the_database_is_found(kept: Office, how: str) -> None:
    """Of three cases the one that was tampered with is named, with the link and the kind."""
    before = chain_report(kept.store, "a")
    assert (3, 15, ()) == (before.cases, before.events, before.broken)
    statement, expected = TAMPER[how]
    run_sql(kept, statement)
    verdict = chain_report(kept.store, "a")
    assert [("A-1", *expected)] == [(one.case_id, one.seq, one.kind) for one in verdict.broken]
    kept.store.close()


def test_a_case_whose_row_is_gone_is_named(kept: Office) -> None:
    """Its events alone are not passed off as a case that is whole."""
    run_sql(kept, "DELETE FROM dw_case WHERE case_id = 'A-1'")
    with pytest.raises(BrokenHistory) as broken:
        verified(kept.store, "a", "A-1")
    assert ("chain.no_row", "记录还在，案件一行不在") == (broken.value.why.code, broken.value.why.zh)
    kept.store.close()


def test_a_checkpoint_shows_a_skilled_truncation(kept: Office) -> None:
    """Whoever also rewrites the case row, or takes a whole case away, is found by a checkpoint signed before."""
    lines = list(chain.checkpoint_lines("a", kept.store.heads("a"), KEY))
    checkpoint = chain.read_checkpoint(lines, KEY)
    kept.do("A-2", "withdraw", by=APPLICANT)
    assert () == chain_report(kept.store, "a", checkpoint).broken
    run_sql(kept, "DELETE FROM dw_event WHERE case_id = 'A-1' AND seq > 3")
    run_sql(kept, "UPDATE dw_case SET seq = 3 WHERE case_id = 'A-1'")
    run_sql(
        kept,
        "UPDATE dw_case SET head = (SELECT digest FROM dw_event WHERE case_id = 'A-1' AND seq = 3)"
        " WHERE case_id = 'A-1'",
    )
    run_sql(kept, "DELETE FROM dw_event WHERE case_id = 'A-0'")
    run_sql(kept, "DELETE FROM dw_case WHERE case_id = 'A-0'")
    assert () == chain_report(kept.store, "a").broken
    found = chain_report(kept.store, "a", checkpoint).broken
    assert [("A-1", 4, "truncation"), ("A-0", 1, "truncation")] == [(one.case_id, one.seq, one.kind) for one in found]
    kept.store.close()


UNSIGNED = ("checkpoint.signature", "签名不符：密钥不同，或者被改过")


@pytest.mark.parametrize(
    ("tamper", "code", "zh"),
    [
        (lambda lines: [*lines[:1], *lines[2:]], *UNSIGNED),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], *UNSIGNED),
        (lambda lines: [lines[0].replace('"a"', '"b"'), *lines[1:]], *UNSIGNED),
        (
            lambda lines: lines[:-1],
            "checkpoint.unreadable",
            "不能读取（list indices must be integers or slices, not str）",
        ),
        (lambda _: [], "checkpoint.unreadable", "不能读取（list index out of range）"),
    ],
)
def test_a_checkpoint_itself_cannot_be_changed(
    kept: Office, tamper: Callable[[list[str]], list[str]], code: str, zh: str
) -> None:
    """A checkpoint that was cut, reordered, edited or signed with another key is refused."""
    lines = list(chain.checkpoint_lines("a", kept.store.heads("a"), KEY))
    with pytest.raises(BrokenHistory) as broken:
        chain.read_checkpoint(tamper(lines), KEY)
    assert (code, zh) == (broken.value.why.code, broken.value.why.zh)
    with pytest.raises(BrokenHistory, match="its signature does not fit"):
        chain.read_checkpoint(lines, b"another key")
    kept.store.close()


def test_a_broken_case_is_not_written_on(kept: Office) -> None:
    """A case whose head was changed under the office's hands takes no further event."""
    kept.desk.load("A-1")
    run_sql(kept, "UPDATE dw_case SET head = 'x' WHERE case_id = 'A-1'")
    with pytest.raises(BrokenHistory) as broken:
        kept.do("A-1", "withdraw", by=APPLICANT)
    assert (5, "edit") == (broken.value.seq, broken.value.kind)
    kept.store.close()


def test_an_exported_case_is_taken_in_whole(tmp_path: Path) -> None:
    """Out and in again: the same events, digests, row and clocks; a second time is a conflict."""
    source = office()
    data = json.loads(json.dumps(export_case(source.desk, "A-1")))
    target = office_on(open_store(f"sqlite:///{tmp_path / 'office.db'}"), "a")
    assert "A-1" == import_case(target.desk, data)
    assert source.store.sealed("a", "A-1") == target.store.sealed("a", "A-1")
    assert source.store.row("a", "A-1") == target.store.row("a", "A-1")
    assert source.store.clocks("a", "A-1") == target.store.clocks("a", "A-1")
    assert 6 == target.do("A-1", "withdraw", by=APPLICANT).case.seq
    with pytest.raises(VersionConflict):
        import_case(target.desk, data)
    with pytest.raises(ForeignAgency):
        import_case(office_on(MemoryStore(), "b").desk, data)
    target.store.close()


def test_an_export_that_was_changed_is_refused() -> None:
    """A file that was edited or cut is refused at the broken link; what is no export is named as such."""
    data = export_case(office().desk, "A-1")
    edited = json.loads(json.dumps(data, ensure_ascii=False).replace("甲", "丙"))
    with pytest.raises(BrokenHistory) as broken:
        read_export(edited)
    assert (3, "edit") == (broken.value.seq, broken.value.kind)
    with pytest.raises(BrokenHistory):
        read_export({**data, "events": data["events"][:4]})
    with pytest.raises(UnreadableHistory, match="this library reads disclosure-case/1"):
        read_export({**data, "format": "other/2"})
    with pytest.raises(UnreadableHistory):
        read_export({"format": "disclosure-case/1"})


PAPERS = (
    Paper("letter", "答复书.docx", b"reply"),
    Paper("application", "申请表.pdf", b"form"),
    Paper("proof_of_service", "EMS回执.jpg", b"receipt"),
    Paper("approval", "审批单.pdf", b"approval"),
)


def test_one_file_per_application(tmp_path: Path) -> None:
    """一申请一卷: contents, application, letters, approvals, proofs of service, history with its proof, checksums."""
    made = office()
    path = bundle(made, "A-1", tmp_path / "A-1.zip", PAPERS)
    with zipfile.ZipFile(path) as archive:
        assert [
            "00-目录.md",
            "01-申请材料/申请表.pdf",
            "02-告知书和答复书/答复书.docx",
            "03-内部审批/审批单.pdf",
            "04-送达凭证/EMS回执.jpg",
            "06-办理记录/history.json",
            "06-办理记录/办理过程.md",
            f"checksums.{chain.HASH}",
        ] == archive.namelist()
        read_export(json.loads(archive.read("06-办理记录/history.json")))
        account = archive.read("06-办理记录/办理过程.md").decode()
        contents = archive.read("00-目录.md").decode()
    assert "收到申请；答复期限至2024-04-02 | handler li | 第三十一条 |" in account
    assert "# 预算" in contents
    assert hashlib.new(chain.HASH, b"form").hexdigest() in contents
    assert () == check_bundle(path)
    assert path.read_bytes() == bundle(made, "A-1", tmp_path / "again.zip", reversed(PAPERS)).read_bytes()
    assert sorted(["A-1.zip", "again.zip"]) == sorted(one.name for one in tmp_path.iterdir())


def test_a_bundle_that_was_changed_is_found(tmp_path: Path) -> None:
    """A file added to the ZIP or changed in it is named."""
    path = bundle(office(), "A-1", tmp_path / "A-1.zip", PAPERS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("05-其他材料/补.txt", "later")
    assert ("05-其他材料/补.txt",) == check_bundle(path)


@pytest.mark.parametrize(
    ("papers", "why"),
    [
        (
            (Paper("note", "a.txt", b""),),
            Reason(
                "paper.kind",
                "种类可为 application、letter、approval、proof_of_service、other",
                "known kinds are application, letter, approval, proof_of_service, other",
            ),
        ),
        (
            (Paper("letter", "../a.txt", b""),),
            Reason("paper.name", "须是不带路径的文件名", "the name must be a plain file name"),
        ),
        (
            (Paper("letter", "a.txt", b""), Paper("letter", "a.txt", b"")),
            Reason("paper.twice", "同类中已有这个名称", "another paper of this kind has the name"),
        ),
    ],
)
def test_papers_that_do_not_fit_are_refused(tmp_path: Path, papers: tuple[Paper, ...], why: Reason) -> None:
    """A refused paper leaves no file behind."""
    with pytest.raises(WrongPaper) as refused:
        bundle(office(), "A-1", tmp_path / "A-1.zip", papers)
    assert why == refused.value.why
    assert [] == list(tmp_path.iterdir())
