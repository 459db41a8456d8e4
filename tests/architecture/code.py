"""The source of Marelle as the laws read it."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
EDGES = ("webapp", "webapp.app", "webapp.cli", "webapp.jobs", "webapp.migrate", "webapp.tables")
SUBJECTS = (
    "structures", "families", "wallets", "activities", "booking", "attendance", "billing",
    "transmission", "staff",
)  # fmt: skip


@dataclass(frozen=True)
class Module:
    """A module of `webapp`, by its dotted name."""

    name: str
    path: Path

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def parts(self) -> list[str]:
        return self.name.split(".")

    @property
    def subject(self) -> str:
        """The package below `webapp`: `booking`, `web`…; '' for what stands beside them."""
        package = self.path.parent.relative_to(ROOT).parts
        return package[1] if len(package) > 1 else ""

    @property
    def is_edge(self) -> bool:
        return self.name in EDGES or self.subject == "service"

    @property
    def is_rules(self) -> bool:
        return "rules" in self.parts

    @property
    def is_operations(self) -> bool:
        """Writers: operations, the steps of the night, and what an import writes."""
        return (
            "operations" in self.parts
            or self.name.startswith("webapp.transmission.steps")
            or self.name.startswith("webapp.staff.imports.writing")
        )

    @property
    def is_views(self) -> bool:
        return self.parts[-1] == "views" or self.parts[-1].endswith("_views")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(), str(self.path))

    @cached_property
    def imports(self) -> tuple[tuple[str, int], ...]:
        """(dotted name, line) of all that is imported anywhere in the file, except for types."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[tuple[str, int]]:
        for node in _without_typing(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield (whole if whole in names() else str(node.module)), node.lineno

    def sql(self) -> Iterator[tuple[str, str]]:
        """(name, text) of the SQL constants of the module, as they are at run time."""
        loaded = importlib.import_module(self.name)
        for node in self.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Name):
                    yield from _texts(target.id, getattr(loaded, target.id))

    def inner_sql(self) -> Iterator[tuple[int, str]]:
        """(line, text) of SQL written inside functions."""
        for function in functions(self.tree):
            for node in ast.walk(function):
                value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
                if isinstance(value, str) and is_sql(value):
                    yield node.lineno, value


def is_sql(text: str) -> bool:
    """True if a text is a statement (not a sentence that begins alike)."""
    words = text.split(None, 1)
    return bool(words) and words[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and is_sql(value):
        yield name, value
    elif isinstance(value, dict):
        for key, text in value.items():
            yield from _texts(f"{name}[{key!r}]", text)


def _without_typing(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _without_typing(node)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def modules() -> tuple[Module, ...]:
    """All modules of `webapp`; migrations, frozen copies of the past, obey their own laws."""
    found = []
    for path in sorted((ROOT / "webapp").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts:
            found.append(Module(".".join(parts).removesuffix(".__init__"), path))
    return tuple(found)


@cache
def names() -> frozenset[str]:
    """The dotted names of all modules."""
    return frozenset(module.name for module in modules())


def module(name: str) -> Module:
    return next(found for found in modules() if found.name == name)
