"""Whole processes, run in turn, and the ratios of their medians: these say more than seconds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

KEFU = (sys.executable, "-c", "from kefu_cli.cli.app import run; run()")


def medians(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """The median seconds of each command; the commands take turns, so that noise hits all."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment())
            taken[name].append(time.perf_counter() - begin)
    return {name: statistics.median(times) for name, times in taken.items()}


def peak_mebibytes(command: Sequence[str]) -> float:
    """The most memory that a command held at once."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment())
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return usage.ru_maxrss / 1024


def environment() -> dict[str, str]:
    """The environment of the process itself, with bytecode kept as an installed program has it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEFU_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "LANG": "zh_TW.UTF-8"}


def report(what: str, seconds: Mapping[str, float], ratio: float, bound: str) -> None:
    """Print a ratio, what it was made of, and what is asked of it."""
    parts = ", ".join(f"{name} {value * 1000:.0f} ms" for name, value in seconds.items())
    print(f"{what}: {ratio:.2f} ({bound}); {parts}")
