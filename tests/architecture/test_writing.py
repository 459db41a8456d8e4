"""Operations are the only writers, each verb in one transaction."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.code import Module, functions, modules

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|WITH .* (INSERT|UPDATE|DELETE))\b", re.DOTALL)
WRITING_CALLS = {"execute", "execute_many", "write_transaction", "atomic", "transaction"}
WRITING_METHODS = {"save", "create", "insert", "insert_many", "bulk_create", "bulk_update",
                   "delete_instance", "get_or_create", "replace", "replace_many", "delete_by_id",
                   "set_by_id"}  # fmt: skip
MODEL = re.compile(r"[A-Z][A-Za-z]+")


def _others() -> list[Module]:
    return [
        found
        for found in modules()
        if not found.is_operations and found.name not in ("webapp.database", "webapp.migrate")
    ]


def _called(function: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(what it is called on, name, line) of every call."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield ast.unparse(node.func.value), node.func.attr, node.lineno
            elif isinstance(node.func, ast.Name):
                yield "", node.func.id, node.lineno


def test_no_sql_that_writes_stands_outside_operations() -> None:
    faults = [
        f"{found.where}: {name}"
        for found in _others()
        for name, text in (*found.sql(), *((f"line {n}", t) for n, t in found.inner_sql()))
        if WRITES.match(text)
    ]
    assert not faults, "move to operations.py:\n" + "\n".join(faults)


def test_nobody_else_opens_a_transaction_or_executes() -> None:
    faults = [
        f"{found.where}:{line} calls {name}"
        for found in _others()
        for on, name, line in _called(found.tree)
        if name in WRITING_CALLS and on in ("", "database", "db")
    ]
    assert not faults, "\n".join(faults)


def test_models_are_written_in_operations_only() -> None:
    faults = [
        f"{found.where}:{line} calls {on}.{name}"
        for found in _others()
        for on, name, line in _called(found.tree)
        if (name in WRITING_METHODS and MODEL.fullmatch(on) and on != "Path")
        or (name in ("update", "delete") and MODEL.fullmatch(on))
        or (name in ("save", "delete_instance"))
    ]
    assert not faults, "\n".join(faults)


def test_the_law_sees_writers() -> None:
    """Operations do write: if this fails, the tests above look for the wrong words."""
    writers = [found for found in modules() if found.is_operations]
    assert any(WRITES.match(text) for found in writers for _, text in found.sql())
    assert any(name == "write_transaction" for f in writers for _, name, _ in _called(f.tree))


def test_nothing_is_enqueued_or_sent_inside_a_transaction() -> None:
    """A job or mail that leaves before the commit may speak of what never was."""
    faults = []
    for found in modules():
        for node in ast.walk(found.tree):
            if isinstance(node, ast.With) and any(
                "write_transaction" in ast.unparse(item.context_expr) for item in node.items
            ):
                faults += [
                    f"{found.where}:{line} {on}.{name} inside write_transaction"
                    for on, name, line in _called(node)
                    if name in ("enqueue", "send", "send_message", "enqueue_call")
                ]
    assert not faults, "\n".join(faults)


def test_a_transaction_is_not_opened_within_another() -> None:
    """One verb, one transaction: a verb that needs another's work calls what is below both."""
    openers = {
        function.name
        for found in modules()
        if found.is_operations
        for function in functions(found.tree)
        if any(name == "write_transaction" for _, name, _ in _called(function))
    }
    faults = [
        f"{found.where}:{line} {name}() opens a transaction within write_transaction"
        for found in modules()
        for node in ast.walk(found.tree)
        if isinstance(node, ast.With) and "write_transaction" in ast.unparse(node.items[0])
        for on, name, line in _called(node)
        if name in openers and on == "" and _is_defined_in(found, name)
    ]
    assert not faults, "\n".join(faults)


def _is_defined_in(found: Module, name: str) -> bool:
    return any(function.name == name for function in functions(found.tree))
