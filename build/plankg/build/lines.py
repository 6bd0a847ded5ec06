"""The triples of a graph as sorted N-Triples, packed: a list of strings would take more than twice the memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Lines:
    """Sorted N-Triples lines in one run of bytes (UTF-8, every line ended); iterating gives them as strings.

    >>> lines = Lines(["<urn:a> <urn:b> <urn:c> ."])
    >>> list(lines), len(lines)
    (['<urn:a> <urn:b> <urn:c> .'], 1)
    """

    __slots__ = ("data",)

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self.data = "".join(f"{line}\n" for line in sorted(lines)).encode()

    @classmethod
    def packed(cls, data: bytes) -> Lines:
        """Return lines that are packed already."""
        made = cls()
        made.data = data
        return made

    def __iter__(self) -> Iterator[str]:
        # not splitlines, which also breaks at separators that stand unescaped in literals
        return iter(self.data.decode().split("\n")[:-1])

    def __len__(self) -> int:
        return self.data.count(b"\n")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lines) and other.data == self.data

    __hash__ = None  # type: ignore[assignment]

    def quads(self, graph: str) -> bytes:
        """Return the lines as N-Quads of a graph."""
        return self.data.replace(b" .\n", f" <{graph}> .\n".encode())
