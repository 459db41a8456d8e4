"""Who may import whom: subjects stand on one another in one direction only."""

import sys

from tests.architecture.code import SUBJECTS, Module, module, modules, names

# Known to everybody; they know nobody but each other.
COMMON = {"clock", "config", "database", "extensions", "permissions", "words"}
WEB_LIBRARIES = ("flask", "werkzeug", "jinja2", "wtforms", "htmx_flask", "markupsafe")
WEB_MODULES = ("webapp.web", "webapp.extensions")


def _ours(found: Module) -> list[tuple[str, int]]:
    return [(name, line) for name, line in found.imports if name.startswith("webapp")]


def _subject(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def _may_stand_on(subject: str) -> set[str]:
    """The subjects that code of `subject` may import."""
    if subject in ("web", "mail", "audit"):
        return {subject}
    if subject == "accounts":
        return {"accounts", "families", "structures", "web", "mail", "audit"}
    allowed = set(SUBJECTS[: SUBJECTS.index(subject) + 1]) | {"web", "mail", "audit"}
    return allowed | {"accounts"} if subject in ("transmission", "staff") else allowed


def test_subjects_stand_on_one_another_in_one_direction() -> None:
    faults = [
        f"{found.where}:{line} imports {name}: {found.subject} may stand on "
        f"{', '.join(sorted(_may_stand_on(found.subject)))}"
        for found in modules()
        if found.subject and not found.is_edge
        for name, line in _ours(found)
        if _subject(name) not in _may_stand_on(found.subject) | COMMON | {""}
        and name != "webapp.jobs"
    ]
    assert not faults, "\n".join(faults)


def test_what_is_common_knows_no_subject() -> None:
    faults = [
        f"{found.where}:{line} imports {name}"
        for found in modules()
        if found.name.removeprefix("webapp.") in COMMON
        for name, line in _ours(found)
        if _subject(name) not in COMMON | {""}
    ]
    assert not faults, "\n".join(faults)


def test_edges_are_imported_by_edges_only() -> None:
    """`webapp.jobs` also by views and commands, which enqueue once their operation has ended."""
    faults = [
        f"{found.where}:{line} imports {name}"
        for found in modules()
        if not found.is_edge
        for name, line in _ours(found)
        if name in names() and module(name).is_edge and name != "webapp"
        if not (name == "webapp.jobs" and (found.is_views or found.parts[-1] == "commands"))
    ]
    assert not faults, "\n".join(faults)


def test_rules_know_the_standard_library_and_rules_only() -> None:
    allowed = set(sys.stdlib_module_names)
    faults = [
        f"{found.where}:{line} imports {name}"
        for found in modules()
        if found.is_rules
        for name, line in found.imports
        if not _is_pure(name) and name.split(".")[0] not in allowed
    ]
    assert not faults, "\n".join(faults)


def _is_pure(name: str) -> bool:
    """Rules, and the French words that rules, pages and mails share."""
    return name in ("webapp", "webapp.words") or (name in names() and module(name).is_rules)


def test_rules_do_not_ask_what_time_it_is() -> None:
    faults = [
        f"{found.where}: {call}"
        for found in modules()
        if found.is_rules or found.is_operations
        for call in ("clock.now(", "datetime.now(", "date.today(", "time.time(")
        if call in found.path.read_text()
    ]
    assert not faults, "\n".join(faults)


def _reaches_the_web(start: Module) -> list[str]:
    """The way from `start` to something of the web, module by module; empty if there is none."""
    seen, ways = {start.name}, [[start.name]]
    while ways:
        way = ways.pop()
        for name, _ in module(way[-1]).imports:
            if name.split(".")[0].startswith(WEB_LIBRARIES) or name.startswith(WEB_MODULES):
                return [*way, name]
            if name in names() and name != "webapp" and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def test_operations_queries_and_rules_never_reach_flask() -> None:
    ways = [
        " → ".join(way)
        for found in modules()
        if found.is_operations or found.is_rules or found.parts[-1] in ("queries", "models")
        for way in [_reaches_the_web(found)]
        if way
    ]
    assert not ways, "\n".join(ways)


def test_nothing_imports_views() -> None:
    """Except the wiring, and the other views of the same subject that add their routes."""
    faults = [
        f"{found.where}:{line} imports {name}"
        for found in modules()
        if found.name != "webapp.app"
        for name, line in _ours(found)
        if name in names() and module(name).is_views
        if not (found.is_views and found.subject == module(name).subject)
    ]
    assert not faults, "\n".join(faults)


def test_only_the_edge_asks_for_the_present() -> None:
    """`datetime.now` and its like stand in webapp/clock.py alone."""
    faults = [
        f"{found.where}: {call}"
        for found in modules()
        if found.name != "webapp.clock"
        for call in ("datetime.now(", "date.today(", "time.time(", "utcnow(")
        if call in found.path.read_text()
    ]
    assert not faults, "\n".join(faults)
