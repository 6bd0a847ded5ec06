"""The four rooms: imports run one way, modules stay small, names are explained, and no machine is named."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("ontology", "build", "graph")
MAX_LINES, MAX_MEDIAN, MAX_FUNCTION = 400, 150, 60
MACHINE = (
    re.compile(r"(?<![\w./<{])/(?:home|root|Users|work|mnt|opt|srv|private/tmp)/\w"),
    re.compile(r"\b[A-Z]:\\\\?(?:Users|Windows)\b"),
    re.compile(
        r"https?://(?:[\w-]+\.)*(?:pypi|npm|registry|nexus|artifactory|mirrors?)\.[\w.-]+/(?:simple|pypi|repository)\b"
    ),
    re.compile(r"\b(?:index-url|extra-index-url|trusted-host)\b\s*="),
    re.compile(r"\b(?:localhost|127\.0\.0\.1):(?:3141|4873|8081)\b"),
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository; in a copy without git, every file of the code and test folders."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = done.stdout.decode().split("\0") if done.returncode == 0 else []
    paths = [ROOT / name for name in names if name]
    if not paths:
        paths = [p for folder in (*ROOMS, "tests") for p in (ROOT / folder).rglob("*") if "__pycache__" not in p.parts]
    return tuple(path for path in paths if path.is_file())


@cache
def modules() -> dict[str, ast.Module]:
    """The parsed modules of the three rooms, by their path from the root."""
    found = [p for room in ROOMS for p in sorted((ROOT / room / "plankg").rglob("*.py"))]
    assert len(found) > 30
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def lines(name: str) -> int:
    return (ROOT / name).read_text(encoding="utf-8").count("\n")


def test_imports_run_one_way() -> None:
    code = "import os, sys; sys.path[:0] = ['ontology', 'build', 'graph']; from importlinter.cli import lint_imports; "
    done = subprocess.run(
        [sys.executable, "-c", code + "sys.exit(lint_imports(no_cache=True))"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    said = done.stdout.decode()
    assert done.returncode == 0, said + done.stderr.decode()
    counted = re.search(r"Analyzed (\d+) files, (\d+) dependencies", said)
    assert counted, said
    assert int(counted[1]) >= len(modules())
    assert int(counted[2]) > 100
    assert "Contracts: 1 kept, 0 broken" in said


def test_no_room_hides_the_others() -> None:
    folders = [ROOT / room / "plankg" for room in ROOMS]
    assert all(folder.is_dir() for folder in folders)
    assert [str(f) for f in folders if (f / "__init__.py").exists() or (f.parent / "__init__.py").exists()] == []


def test_every_package_says_that_it_is_typed() -> None:
    packages = {Path(name).parts[:3] for name in modules() if len(Path(name).parts) > 3}
    assert len(packages) >= 3
    assert [p for p in packages if not (ROOT.joinpath(*p) / "py.typed").is_file()] == []


def test_modules_are_small() -> None:
    sizes = {name: lines(name) for name in modules()}
    assert {name: size for name, size in sizes.items() if size > MAX_LINES} == {}
    assert statistics.median(sizes.values()) <= MAX_MEDIAN


def test_functions_are_short() -> None:
    sizes = {f"{name}:{f.name}": length(f) for name, tree in modules().items() for f in functions(tree)}
    assert len(sizes) > 200
    assert {name: size for name, size in sizes.items() if size > MAX_FUNCTION} == {}
    assert statistics.median(sizes.values()) <= 9


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Public classes and functions of a module, and the public methods of its public classes."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and not inner.name.startswith("_"):
                        yield inner


def test_every_public_name_is_explained() -> None:
    named = [(f"{name}:{node.name}", node) for name, tree in modules().items() for node in public(tree)]
    assert len(named) > 150
    assert [name for name, node in named if not ast.get_docstring(node)] == []
    assert [name for name, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_no_module_is_named_after_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert [name for name in modules() if Path(name).stem in empty] == []


def test_every_type_ignore_says_what_it_ignores() -> None:
    bare = re.compile(r"#\s*type:\s*ignore(?!\[)|#\s*pyright:\s*ignore(?!\[)")
    python = [path for path in tracked() if path.suffix == ".py" and path != Path(__file__)]
    assert len(python) > 40
    assert [str(p.relative_to(ROOT)) for p in python if bare.search(p.read_text(encoding="utf-8"))] == []


@cache
def here() -> tuple[str, ...]:
    """What this machine is known by: the folder of the checkout, the home folder, the hosts that pip asks."""
    asked = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, check=False)
    hosts = set(re.findall(r"https?://(?:[^/@\s'\"]*@)?([^/:\s'\"]+)", asked.stdout.decode())) - {"pypi.org"}
    return (f"{ROOT}/", f"{Path.home()}/", *sorted(hosts))


def test_no_file_names_a_machine_or_its_package_registry() -> None:
    read, found = 0, []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        read += 1
        if path != Path(__file__):
            hits = [match[0] for pattern in MACHINE if (match := pattern.search(text))]
            hits += [word for word in here() if len(word) > 4 and word in text]
            found += [f"{path.relative_to(ROOT)}: {hit}" for hit in hits]
    assert read > 150
    assert found == []


def test_no_file_stands_in_the_repository_by_accident() -> None:
    unwanted = re.compile(
        r"(^|/)(\.DS_Store|Thumbs\.db|.*\.(pyc|orig|rej|swp|bak|tmp)|out|dist|\.venv|__pycache__)(/|$)"
    )
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert names
    assert [name for name in names if unwanted.search(name)] == []
    assert [name for name in names if (ROOT / name).stat().st_size > 2_000_000] == []


def test_build_is_not_ignored() -> None:
    """A line `build/` would take the whole room out of the wheel without a word."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in ignored if line.strip("/ ") == "build"] == []
