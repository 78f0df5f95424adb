"""The house's own rules: what may import what, how long things are, and what the README says."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from kefu_cli.cli.app import COMMANDS, app

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "kefu_cli"
EXACT = ("appraisal", "records", "reports", "rulebook", "store")
"""Where points and money are reckoned: Decimals and whole 分, never binary fractions."""

ALIKE = "cutoff"
LONGEST_MODULE = 400
LONGEST_COMMAND = 15

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(kefu [a-z][^`]*)`")
ROW = re.compile(r"^\| `([a-z]+)` \|([^|]*)\|", re.MULTILINE)
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?!https?:|#)([^)#]+)")


def _modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Modules of the package, or of some of its folders, by their path."""
    for folder in folders or (".",):
        for file in sorted((SOURCE / folder).rglob("*.py")):
            yield file.relative_to(SOURCE).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


# ---------------------------------------------------------------- the code


def test_imports_run_one_way() -> None:
    """Every contract of pyproject.toml's import-linter section is kept."""
    check = "import sys; from importlinter.cli import lint_imports as lint; "
    run = "sys.exit(lint(no_cache=True, no_logo=True))"
    done = subprocess.run(
        [sys.executable, "-c", check + run],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(SOURCE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_long() -> None:
    """A module of more than 400 lines does more than one thing."""
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for folder in ("src", "tests", "tools")
        for file in (ROOT / folder).rglob("*.py")
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_a_command_reads_its_options_calls_one_thing_and_shows_it() -> None:
    """The body of a command has at most 15 lines, its parameters and docstring aside."""
    lengths = {
        f"{name}: {function.name}": _body_lines(function)
        for name, tree in _modules("cli")
        for function in _functions(tree)
        if _is_command(function)
    }
    assert len(lengths) > 40
    assert {name: n for name, n in lengths.items() if n > LONGEST_COMMAND} == {}


def _is_command(function: ast.FunctionDef) -> bool:
    """Whether Typer calls it: it takes the context first, or is registered by a decorator."""
    takes_context = bool(function.args.args) and function.args.args[0].arg == "ctx"
    decorators = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
    return takes_context or any(isinstance(d, ast.Name) and d.id == "command" for d in decorators)


def _body_lines(function: ast.FunctionDef) -> int:
    has_docstring = ast.get_docstring(function) is not None
    body = function.body[1:] if has_docstring else function.body
    if not body:
        return 0
    end = body[-1].end_lineno
    assert end is not None
    return end - body[0].lineno + 1


def test_points_and_money_are_never_binary_fractions() -> None:
    """No float is written or named where they are reckoned."""
    found = [f"{name}:{node.lineno}" for name, tree in _modules(*EXACT) for node in _floats(tree)]
    assert found == []


def _floats(tree: ast.AST) -> Iterator[ast.Constant | ast.Name]:
    """Every float in the code, but for how alike two names must be for one to be offered."""
    alike = {id(k.value) for k in ast.walk(tree) if isinstance(k, ast.keyword) and k.arg == ALIKE}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float()) if id(node) not in alike:
                yield node
            case ast.Name(id="float"):
                yield node


@pytest.mark.parametrize(
    ("code", "makes"),
    [
        ("1.5", True),
        ("float(x)", True),
        ("map(float, x)", True),
        ("15", False),
        ("'1.5'", False),
        ("near(x, cutoff=0.5)", False),
    ],
)
def test_a_float_is_recognised(code: str, makes: bool) -> None:
    """The check above sees what it is there to see, and lets whole numbers and text be."""
    assert any(_floats(ast.parse(code))) is makes


def test_public_functions_say_what_they_mean() -> None:
    """Each function and method that others may call has a docstring."""
    without = [
        f"{name}: {function.name}"
        for name, tree in _modules()
        for function in _public(tree)
        if ast.get_docstring(function) is None
    ]
    assert without == []


def _public(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = [tree.body, *(c.body for c in classes if not c.name.startswith("_"))]
    for body in bodies:
        for node in body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node


# ---------------------------------------------------------------- the README


def _contexts(group: Any, ctx: Any) -> Iterator[Any]:
    for name in group.list_commands(ctx):
        below = group.get_command(ctx, name)
        below_ctx = below.context_class(below, info_name=name, parent=ctx)
        if isinstance(below, TyperGroup):
            yield from _contexts(below, below_ctx)
        else:
            yield below_ctx


def _commands() -> dict[str, set[str]]:
    """Every noun with its verbs; a single command has none."""
    root: Any = typer.main.get_command(app)
    found: dict[str, set[str]] = {name: set() for name in COMMANDS}
    for ctx in _contexts(root, root.context_class(root, info_name="kefu")):
        _, noun, *verb = ctx.command_path.split()
        found[noun].update(verb)
    return found


def _lines() -> list[str]:
    """The lines of the README's shell blocks, one command each."""
    blocks = "".join(BLOCK.findall(README)).replace("\\\n", " ")
    parts = re.split(r"\n|&&|\|", blocks)
    return [line for part in parts if (line := part.partition(" #")[0].strip())]


def _read(line: str) -> None:
    """Read a command line as kefu would, without running it. Raises what kefu would refuse."""
    command: Any = typer.main.get_command(app)
    ctx: Any = command.make_context("kefu", shlex.split(line)[1:])
    while isinstance(ctx.command, TyperGroup):
        found: Any = ctx.command.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        name, below, rest = found
        ctx = below.make_context(name, rest, parent=ctx)


def test_the_readme_names_every_command_and_no_other() -> None:
    """Its table has each noun with exactly its verbs."""
    table = {noun: set(re.findall(r"`([a-z]+)`", verbs)) for noun, verbs in ROW.findall(README)}
    assert table == _commands()


@pytest.mark.parametrize("line", [x for x in _lines() if x.startswith("kefu ")])
def test_the_readmes_commands_can_be_read(line: str) -> None:
    """Their nouns, verbs and options exist."""
    _read(line)


@pytest.mark.parametrize("line", sorted({x for x in INLINE.findall(README) if "…" not in x}))
def test_commands_within_sentences_can_be_read(line: str) -> None:
    """Also those that are only mentioned, by name or with what they are given."""
    names = {
        f"kefu {noun} {verb}".strip() for noun, vs in _commands().items() for verb in ("", *vs)
    }
    if line not in names:
        _read(line)


def test_the_readme_has_the_two_lines_that_newcomers_type() -> None:
    """One installs and runs the main job, one installs and passes the tests; CI types both."""
    blocks = "".join(BLOCK.findall(README))
    assert "pip install . && kefu demo\n" in blocks
    assert "pip install -e '.[test]' && pytest\n" in blocks
    check = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^\s+pip install -e '\.\[test\]'$", check, re.MULTILINE)
    assert re.search(r"^\s+pytest ", check, re.MULTILINE)


def test_the_readmes_pictures_are_there_and_light() -> None:
    """A table and a form, each a PNG under 200 KB."""
    pictures = [ROOT / name for name in PICTURE.findall(README)]
    assert [picture.name for picture in pictures] == ["score.png", "form.png"]
    for picture in pictures:
        content = picture.read_bytes()
        assert content.startswith(b"\x89PNG"), picture
        assert len(content) < 200_000, picture


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_what_the_documents_point_at_is_there(name: str) -> None:
    """Their links within the repository lead somewhere."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (ROOT / link).exists()] == []
