"""Flows and compliance rules of the office's own: folders of its home, loaded one by one like those that ship."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from importlib.machinery import ModuleSpec
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import TypeVar

from attrs import frozen

from deadlines.errors import DataError, ErrorAsData, Reason
from deadlines.home import LeftOut, Stamp, each_alone, own_folder, stamp
from workflows.decisions.compliance import ComplianceRule
from workflows.flows.flow import Flow

_Kind = TypeVar("_Kind")


@frozen
class OwnFlow:
    """One folder of the office's own catalog: the versions of a flow, and compliance rules, one of the two at least."""

    id: str
    flows: tuple[Flow, ...] = ()
    rules: tuple[ComplianceRule, ...] = ()


@frozen
class OwnCatalog:
    """What the office's own catalog holds, and what of it was left out."""

    folders: tuple[OwnFlow, ...] = ()
    faults: tuple[LeftOut, ...] = ()

    @property
    def flows(self) -> tuple[Flow, ...]:
        """Every version of every flow of the office's own."""
        return tuple(flow for folder in self.folders for flow in folder.flows)

    def fault_of(self, flow: str) -> ErrorAsData | None:
        """Tell why a flow was left out, None if there is no such folder or nothing is wrong with it."""
        wanted = flow.partition("@")[0]
        return next((one.error for one in self.faults if Path(one.file).name == wanted), None)


def own_catalog(shipped: Iterable[str], home: Path | None = None) -> OwnCatalog:
    """Load the office's own catalog; a folder that cannot be used is left out, alone.

    Args:
        shipped: The ids of the flows that ship; a folder of such a name may hold compliance rules, but no flow.
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None.
    """
    folder = own_folder("catalog", home)
    if folder is None:
        return OwnCatalog()
    return _loaded(folder, stamp(folder, "*", "*/*.py", "*/*.toml"), frozenset(shipped))


@lru_cache(maxsize=16)
def _loaded(folder: Path, stamped: Stamp, shipped: frozenset[str]) -> OwnCatalog:
    package = _package(folder, stamped)
    faults: list[LeftOut] = []
    paths = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
    found = each_alone(paths, lambda path: _folder(package, path, shipped), faults)
    return OwnCatalog(tuple(one for _, one in found), tuple(faults))


def _package(folder: Path, stamped: Stamp) -> str:
    """Make a package of the folder, under a name of its own for every state of its files."""
    name = f"disclosure_home_{sha256(repr((str(folder.resolve()), stamped)).encode()).hexdigest()[:16]}"
    if name not in sys.modules:
        module = ModuleType(name, "The office's own catalog.")
        module.__path__ = [str(folder)]
        module.__spec__ = ModuleSpec(name, None, is_package=True)
        module.__spec__.submodule_search_locations = [str(folder)]
        sys.modules[name] = module
    return name


def _folder(package: str, path: Path, shipped: frozenset[str]) -> OwnFlow:
    name = path.name
    has_flow, has_rules = (path / "flow.py").is_file(), (path / "compliance.py").is_file()
    if not name.isidentifier() or not (has_flow or has_rules):
        why = Reason(
            "home.no_flow",
            "须以英文名称命名，内有 flow.py（流程）或者 compliance.py（合规规则）",
            "give it a plain name, and a flow.py (the flow) or a compliance.py (compliance rules)",
        )
        raise DataError(name, "folder", why)
    flows: tuple[Flow, ...] = ()
    if has_flow:
        if name in shipped:
            why = Reason(
                "home.flow_taken", "本库已有这个流程；请另取名称", "the package has this flow; choose another id"
            )
            raise DataError(f"{name}/flow.py", "id", why)
        flows = tuple(_of(f"{package}.{name}.flow", "FLOWS", Flow))
        _check_ids(name, flows)
    rules = tuple(_of(f"{package}.{name}.compliance", "RULES", ComplianceRule)) if has_rules else ()
    return OwnFlow(name, flows, rules)


def _check_ids(name: str, flows: tuple[Flow, ...]) -> None:
    wrong = sorted({flow.id for flow in flows} - {name})
    if wrong or not flows:
        zh, en = (
            f"{'、'.join(wrong) or '无'}：流程的 id 须是文件夹的名称",
            f"{wrong or 'none'}: each id is the folder's name",
        )
        raise DataError(f"{name}/flow.py", "id", Reason("home.flow_id", zh, en))


def _of(module: str, what: str, kind: type[_Kind]) -> Iterable[_Kind]:
    """Give what a module lists under a name."""
    file = "/".join(module.split(".")[1:]) + ".py"
    try:
        found = tuple(getattr(import_module(module), what))
    except ErrorAsData:
        raise
    except (Exception, SystemExit) as error:
        raise DataError(file, _line(error, file), _failed(error)) from error
    if not all(isinstance(one, kind) for one in found):
        zh, en = f"须是 {kind.__name__} 的列表", f"must be a tuple of {kind.__name__}"
        raise DataError(file, what, Reason("home.wrong_kind", zh, en))
    return found


def _failed(error: BaseException) -> Reason:
    told = f"{type(error).__name__}: {error}"
    return Reason("home.flow", f"不能使用（{told}）", f"cannot be used: {told}")


def _line(error: BaseException, file: str) -> str:
    """Name the line at fault, as far as it is in the file."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}"
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename.endswith(file)]
    return f"line {lines[-1]}" if lines else "file"
