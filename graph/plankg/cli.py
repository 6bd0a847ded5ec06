"""The command line: every command a thin skin over a function of the rooms.

stdout is data, stderr is talk. Exit codes: 0 done and conforms, 1 findings of severity error, 2 the command could not
do its work, 130 and 143 stopped by a signal. Heavy modules are imported in the command that uses them.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from plankg.errors import OutputError, PlankgError, UsageError
from plankg.ontology.names import VERSION

if TYPE_CHECKING:
    from plankg.build import Options
    from plankg.graph import Table

_PATIENCE = 3
_REAPING = 0.3
_FORMATS = ("table", "csv", "tsv", "json", "markdown")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        options = parser().parse_args(arguments)
        return int(options.run(options))
    except PlankgError as error:
        _say(f"plankg: {error}")
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _say(f"plankg: {error.filename or 'system'}: {error.strerror or error}")
        return 2
    except _Stopped as stopped:
        _leave(stopped.code)


class _Stopped(BaseException):
    """A signal to stop arrived; a BaseException, so that no handler on the way takes it for an error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind what is under way; where that is swallowed or lasts, an alarm ends it all the same."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, lambda *_: _leave(128 + number))
        signal.alarm(_PATIENCE)
    raise _Stopped(128 + number)


def _leave(code: int) -> NoReturn:
    """End at once: the threads of a pool of killed processes would be waited for at an ordinary end."""
    multiprocessing = sys.modules.get("multiprocessing")  # no children where nothing imported it
    for process in multiprocessing.active_children() if multiprocessing else ():
        process.kill()
    if multiprocessing:
        time.sleep(_REAPING)  # the pool's own thread takes in the processes that were killed
    sys.stderr.write("plankg: stopped\n")
    sys.stderr.flush()
    os._exit(code)


def _open_streams() -> None:
    """Give a stream that the caller closed a place to go to, so that no file of ours takes its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _say(text: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(text + "\n")


def _print(text: str) -> None:
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"plankg: {message}\nplankg: see '{self.prog} --help'\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = _Parser(prog="plankg", description="Knowledge graphs of plans: build, ask, explore. 规划知识图谱。")
    top.add_argument("--version", action="version", version=f"plankg {VERSION}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, help_text, run, add in _COMMANDS:
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=run)
        add(command)
    return top


def _positive_int(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return value


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds above 0")
    return value


def _language(command: argparse.ArgumentParser) -> None:
    default = os.environ.get("PLANKG_LANG", "zh")
    command.add_argument("--lang", choices=("zh", "en"), default=default if default in {"zh", "en"} else "zh",
                         help="language of labels and headings (default: $PLANKG_LANG, else zh)")  # fmt: skip


def _reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("--from", dest="folder", type=Path, default=Path("out"), metavar="DIR",
                         help="the output folder of a build (default: out)")  # fmt: skip
    command.add_argument("--with-drafts", action="store_true", help="let queries see unreviewed drafts")
    _language(command)


def _building(command: argparse.ArgumentParser) -> None:
    command.add_argument("plans", nargs="*", metavar="PLAN",
                         help="plan files, folders, RDF files, packaged plans (default: all packaged)")  # fmt: skip
    command.add_argument("--text", type=Path, metavar="FILE", help="the document's text: every quote is read again")
    command.add_argument("--shapes", type=Path, metavar="FILE", help="more SHACL shapes (Turtle)")
    command.add_argument("--with-drafts", action="store_true", help="take unreviewed items into the draft graph")
    command.add_argument(
        "--base", default="https://w3id.org/plankg/", metavar="IRI", help="base of the plans' own IRIs"
    )
    command.add_argument("--format", choices=_FORMATS, default="table", help="how findings are printed")
    command.add_argument("--quiet", action="store_true", help="say nothing on stderr but errors")
    _language(command)


def _build_arguments(command: argparse.ArgumentParser) -> None:
    _building(command)
    command.add_argument(
        "-o", "--out", type=Path, default=Path("out"), metavar="DIR", help="where to write (default: out)"
    )
    command.add_argument("--force", action="store_true", help="write into a folder that is not empty and not a build's")


def _query_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("query", nargs="?", metavar="NAME|FILE.rq|-", help="a named question, a file, or - for stdin")
    command.add_argument("--list", action="store_true", help="list the named questions by subject")
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the question")
    command.add_argument("--format", choices=_FORMATS, default="table", help="how rows are printed")
    command.add_argument("--limit", type=_positive_int, metavar="N", help="at most N rows")
    command.add_argument("--timeout", type=_seconds, metavar="S", help="stop after S seconds (files and stdin: 60)")
    command.add_argument("--quotes", action="store_true", help="show the words behind each row")
    _reading(command)


def _show_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("word", metavar="ID|LABEL", help="an id, an IRI, a label or a part of one, pinyin initials")
    command.add_argument("--format", choices=("table", "json"), default="table", help="how it is printed")
    command.add_argument("--limit", type=_positive_int, metavar="N", help="at most N statements")
    _reading(command)


def _draw_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("-o", "--out", type=Path, metavar="FILE",
                         help="the HTML file (default: explorer.html in the build's folder)")  # fmt: skip
    command.add_argument("--focus", metavar="ID", help="draw one thing and its surroundings")
    command.add_argument(
        "--hops", type=_positive_int, default=2, metavar="N", help="how far around the focus (default: 2)"
    )
    command.add_argument(
        "--type", action="append", default=[], metavar="T", help="only things of this class (repeatable)"
    )
    _reading(command)


def _export_arguments(command: argparse.ArgumentParser) -> None:
    from plankg.graph.export import FORMATS

    command.add_argument("--format", choices=sorted(FORMATS), required=True, help="the format to write")
    command.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="the file to write (default: out/export.<format>)"
    )
    _reading(command)


def _options(options: argparse.Namespace) -> Options:
    from plankg.build import Options
    from plankg.build.shapes_file import read_shapes

    shapes = read_shapes(options.shapes) if options.shapes else ""
    return Options(drafts=options.with_drafts, shapes=shapes, base=options.base)


def _build(options: argparse.Namespace) -> int:
    from plankg.build import build, check

    settings = _options(options)
    if hasattr(options, "out"):
        result = build(options.plans, options.out, options=settings, text=options.text, force=options.force)
    else:
        result = check(options.plans, options=settings, text=options.text)
    _print(result.table(options.lang).format(options.format))
    for note in result.notes:
        _say(f"plankg: {note}")
    if not options.quiet:
        _say(result.summary(options.lang))
    return 0 if result.conforms else 1


def _query(options: argparse.Namespace) -> int:
    from plankg.graph.listing import listing

    if options.list:
        _print(listing(options.lang).format(options.format))
        return 0
    if options.query is None:
        raise UsageError("give a question's name, a file, or - for stdin; 'plankg query --list' shows the questions")
    answer = _answer(options)
    if isinstance(answer, bool):
        _print("true" if answer else "false")
    elif isinstance(answer, str):
        _print(answer)
    else:
        _print(answer.format(options.format))
        if answer.truncated:
            _say(f"plankg: cut off after {len(answer)} rows (--limit)")
    return 0


def _answer(options: argparse.Namespace) -> Table | bool | str:
    from plankg.graph import PlanGraph
    from plankg.graph.worker import ask_apart

    parameters: dict[str, Any] = dict(_pair(text) for text in options.set)
    common: dict[str, Any] = {"language": options.lang, "limit": options.limit}
    if options.query == "-" or options.query.endswith(".rq"):
        from plankg.graph.guard import guard, read_query

        text = read_query(None if options.query == "-" else Path(options.query))
        guard(text)
        return ask_apart(
            options.folder, sparql=text, timeout=options.timeout or 60, drafts=options.with_drafts, **common
        )
    if options.timeout:
        return ask_apart(options.folder, name=options.query, parameters=parameters, timeout=options.timeout,
                         quotes=options.quotes, drafts=options.with_drafts, **common)  # fmt: skip
    graph = PlanGraph.open(options.folder, drafts=options.with_drafts)
    return graph.ask(options.query, quotes=options.quotes, **common, **parameters)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--set expects NAME=VALUE, not '{text}'")
    return name, value


def _show(options: argparse.Namespace) -> int:
    import json

    from plankg.graph import PlanGraph
    from plankg.graph.entity import describe

    graph = PlanGraph.open(options.folder, drafts=options.with_drafts)
    found = describe(graph, graph.thing(options.word), options.lang, options.limit)
    as_json = options.format == "json"
    _print(json.dumps(found.to_json(), ensure_ascii=False, indent=1) if as_json else found.text())
    return 0


def _target(path: Path) -> Path:
    if not path.name or (path.exists() and not path.is_file()):
        raise OutputError(f"'{path}' is no file to be written; give the name of one with -o")
    return path


def _draw(options: argparse.Namespace) -> int:
    from plankg.graph import PlanGraph

    out = options.out or options.folder / "explorer.html"
    _target(out)
    graph = PlanGraph.open(options.folder, drafts=options.with_drafts)
    network = graph.draw(focus=options.focus, hops=options.hops, types=options.type, language=options.lang)
    network.write(out)
    _say(f"{out}: {network.num_nodes()} things, {network.num_edges()} relations")
    return 0


def _export(options: argparse.Namespace) -> int:
    from plankg.graph import PlanGraph
    from plankg.graph.export import export

    graph = PlanGraph.open(options.folder, drafts=options.with_drafts)
    out = _target(options.out or options.folder / f"export.{options.format}")
    for line in export(graph, options.format, out):
        _say(f"plankg: {line}")
    return 0


def _bench_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--plans", type=_sizes, default=[1, 20, 200], metavar="N,N",
                         help="numbers of generated plans (default: 1,20,200)")  # fmt: skip
    command.add_argument("--peers", type=int, default=1, metavar="N",
                         help="run the ordinary stack at sizes up to N plans (default: 1)")  # fmt: skip
    command.add_argument("-o", "--out", type=Path, default=Path("out/bench.json"), metavar="FILE",
                         help="where the figures are written (default: out/bench.json)")  # fmt: skip
    _language(command)


def _sizes(text: str) -> list[int]:
    return sorted({_positive_int(part) for part in text.split(",")})


def _bench(options: argparse.Namespace) -> int:
    from plankg.bench.run import run

    table = run(options.plans, options.peers, options.out, lambda text: _say(f"plankg: {text}"))
    table.language = options.lang
    _print(table.format("markdown"))
    return 0


_Add = Callable[[argparse.ArgumentParser], None]
_Run = Callable[[argparse.Namespace], int]
_COMMANDS: tuple[tuple[str, str, _Run, _Add], ...] = (
    ("build", "Build a checked graph from plans. 构建并检查规划图谱", _build, _build_arguments),
    ("check", "Do the same checks and write nothing. 只检查，不写出", _build, _building),
    ("query", "Answer a named question or SPARQL. 回答问题或 SPARQL 查询", _query, _query_arguments),
    ("show", "Show one thing and the words behind it. 查看一个事物及其出处", _show, _show_arguments),
    ("draw", "Draw the interactive picture, one offline HTML file. 绘制可交互的图", _draw, _draw_arguments),
    ("export", "Export the graph to other formats. 导出其他格式", _export, _export_arguments),
    ("bench", "Measure speed and memory against the ordinary stack. 性能测量", _bench, _bench_arguments),
)


if __name__ == "__main__":
    raise SystemExit(main())
