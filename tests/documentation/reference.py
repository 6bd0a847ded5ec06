"""Writes `docs/commands.md`, the command reference, from the parser that `plankg --help` prints."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from plankg.cli import parser

TARGET = Path(__file__).parents[2] / "docs" / "commands.md"
HEAD = """# Commands · 命令

Made from `plankg --help` by `make generate`; do not edit. 由 `make generate` 从 `plankg --help` 生成，请勿手改。

stdout is data, stderr is talk; `-` is stdin. Exit codes: 0 done and conforms, 1 findings of severity error,
2 the command could not do its work, 130 and 143 stopped by a signal.
标准输出是数据，标准错误是说明。退出码：0 完成且合规，1 有错误级发现，2 无法执行，130、143 被信号中断。
"""


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command by name, in the order of the help."""
    found = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    assert len(found) == 1
    return dict(found[0].choices)


def reference() -> str:
    """Return the page."""
    sections = ["\n".join(section(name, command)) for name, command in commands().items()]
    return "\n".join([HEAD, *sections])


def section(name: str, command: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the lines of one command."""
    actions = [action for action in command._actions if not isinstance(action, argparse._HelpAction)]
    positional = " ".join(
        f"[{_metavar(a)} ...]" if a.nargs == "*" else _one(a) for a in actions if not a.option_strings
    )
    yield f"## plankg {name}"
    yield ""
    yield command.description or ""
    yield ""
    yield f"    plankg {name} [OPTIONS] {positional}".rstrip()
    yield ""
    yield "| argument | meaning |"
    yield "|---|---|"
    for action in actions:
        yield f"| {_names(action)} | {_meaning(action)} |"
    yield ""


def _one(action: argparse.Action) -> str:
    return f"[{_metavar(action)}]" if action.nargs == "?" else _metavar(action)


def _metavar(action: argparse.Action) -> str:
    return str(action.metavar or action.dest.upper())


def _names(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{_metavar(action)}`".replace("|", "\\|")
    value = "" if action.nargs == 0 else f" {_metavar(action)}"
    return ", ".join(f"`{name}{value}`" for name in action.option_strings)


def _meaning(action: argparse.Action) -> str:
    choices = f" One of {', '.join(f'`{c}`' for c in action.choices)}." if action.choices else ""
    return f"{action.help}{'; required' if action.required and action.option_strings else ''}.{choices}".replace(
        "|", "\\|"
    )


def main() -> None:
    """Write the page."""
    TARGET.write_text(reference(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
