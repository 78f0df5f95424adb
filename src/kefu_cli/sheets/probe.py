"""Opens a workbook in a process of its own, so that a hostile one can bring down only that.

Run as a script by ``guards``: the workbook's bytes come in on standard input; the arguments are
the places of the sheets to read, counted from 0; without any, every sheet is read. It prints the
number of rows and of columns of each sheet that has any. Exit code 3: these bytes are no workbook.
"""

from __future__ import annotations

import sys
from io import BytesIO

MEMORY = 3 << 30
NOT_A_WORKBOOK = 3
PANIC = 1  # an exception that nobody caught: the reader gave up on what it read


def main() -> int:
    """Read the sheets; the return value is the exit code."""
    from python_calamine import CalamineError, CalamineWorkbook

    limit_memory()
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        for place in map(int, sys.argv[1:] or range(len(book.sheet_names))):
            last = book.get_sheet_by_index(place).end  # None where the sheet is blank
            if last:
                print(last[0] + 1, last[1] + 1)
    except CalamineError:
        return NOT_A_WORKBOOK
    return 0


def limit_memory() -> None:
    """Let this process have no more than MEMORY bytes, where the system can say so."""
    try:
        from resource import RLIM_INFINITY, RLIMIT_AS, getrlimit, setrlimit
    except ImportError:  # Windows has no such limit; an absurd allocation fails there by itself
        return
    hard = getrlimit(RLIMIT_AS)[1]
    setrlimit(RLIMIT_AS, (MEMORY if hard == RLIM_INFINITY else min(MEMORY, hard), hard))


if __name__ == "__main__":
    sys.exit(main())
