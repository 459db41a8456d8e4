"""Templates compile, import what they use and use what they import; views give what they ask."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, StrictUndefined, meta, nodes

from tests.architecture.code import ROOT, modules

TEMPLATES = ROOT / "templates"
# Given to every page by Flask and its extensions (besides our own context processors).
CONTEXT = {"request", "session", "g", "config", "current_user"}


def _names() -> list[str]:
    return [str(p.relative_to(TEMPLATES)) for p in sorted(TEMPLATES.rglob("*")) if p.is_file()]


@pytest.fixture(scope="session")
def application(_application: Flask) -> Flask:
    return _application


@pytest.fixture(scope="session")
def environment(application: Flask) -> Environment:
    return application.jinja_env


def _parsed(environment: Environment, name: str) -> nodes.Template:
    return environment.parse((TEMPLATES / name).read_text(), name)


def _imported(template: nodes.Template) -> set[str]:
    """Names that `import` and `from … import` bring, as they are called here."""
    found = {node.target for node in template.find_all(nodes.Import)}
    for node in template.find_all(nodes.FromImport):
        found |= {name if isinstance(name, str) else name[1] for name in node.names}
    return found


def _declared(template: nodes.Template) -> set[str]:
    """Names that the file itself makes: imports, macros, assignments."""
    found = _imported(template) | {macro.name for macro in template.find_all(nodes.Macro)}
    targets = [node.target for node in template.find_all(nodes.Assign)]
    return found | {target.name for target in targets if isinstance(target, nodes.Name)}


def _asked(environment: Environment, template: nodes.Template) -> set[str]:
    """What has to come from outside."""
    asked = meta.find_undeclared_variables(template)
    return asked - _declared(template) - set(environment.globals)


def _processed(app: Flask) -> set[str]:
    """Names that context processors give to every page."""
    with app.test_request_context():
        given: dict[str, object] = {}
        app.update_template_context(given)
    return set(given) | CONTEXT


@pytest.mark.parametrize("name", _names())
def test_it_compiles(environment: Environment, name: str) -> None:
    assert environment.undefined is StrictUndefined
    environment.get_template(name)


@pytest.mark.parametrize("name", _names())
def test_it_uses_what_it_imports(environment: Environment, name: str) -> None:
    template = _parsed(environment, name)
    used = {node.name for node in template.find_all(nodes.Name) if node.ctx == "load"}
    assert not _imported(template) - used, "imported for nothing"


@pytest.mark.parametrize("name", _names())
def test_what_it_imports_is_there(environment: Environment, name: str) -> None:
    for node in _parsed(environment, name).find_all(nodes.FromImport):
        assert isinstance(node.template, nodes.Const)
        there = {m.name for m in _parsed(environment, node.template.value).find_all(nodes.Macro)}
        wanted = {item if isinstance(item, str) else item[0] for item in node.names}
        assert not wanted - there, f"{node.template.value} has no such macro"


@pytest.mark.parametrize("name", _names())
def test_its_macros_know_all_that_they_name(environment: Environment, name: str) -> None:
    """A macro sees its arguments, what the file imports and the globals: nothing of the page."""
    template = _parsed(environment, name)
    for macro in template.find_all(nodes.Macro):
        alone = nodes.Template([macro], lineno=1).set_environment(environment)
        unknown = _asked(environment, alone) - _declared(template) - {"caller"}
        assert not unknown, f"macro {macro.name} of {name}"


def _rendered() -> Iterator[tuple[str, str, set[str]]]:
    """(where, template, names given) of every `render_template("…", name=…)`."""
    for found in modules():
        for node in ast.walk(found.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "render_template":
                template = ast.literal_eval(node.args[0])
                names = {keyword.arg for keyword in node.keywords}
                assert None not in names, f"{found.where}:{node.lineno}: name what a page receives"
                yield f"{found.where}:{node.lineno}", template, {str(name) for name in names}


def _whole(environment: Environment, name: str) -> Iterator[nodes.Template]:
    """The template, those it extends and those it includes."""
    template = _parsed(environment, name)
    yield template
    for node in template.find_all((nodes.Extends, nodes.Include)):
        assert isinstance(node.template, nodes.Const)
        yield from _whole(environment, node.template.value)


def test_views_give_what_their_pages_ask(application: Flask, environment: Environment) -> None:
    given_always = _processed(application)
    faults = []
    for where, name, given in _rendered():
        asked = set()
        for template in _whole(environment, name):
            asked |= _asked(environment, template)
        if asked - given - given_always:
            faults.append(f"{where}: {name} also asks {sorted(asked - given - given_always)}")
        if given - asked:
            faults.append(f"{where}: {name} does not use {sorted(given - asked)}")
    assert not faults, "\n".join(faults)


def test_no_template_is_forgotten(environment: Environment) -> None:
    used = {
        str(node.value)
        for found in modules()
        for node in ast.walk(found.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for name in _names():
        template = _parsed(environment, name)
        used |= {other or "" for other in meta.find_referenced_templates(template)}
        used |= set(_unchanging(template))
    forgotten = [name for name in _names() if name not in used and not _is_mail(name, used)]
    assert not forgotten, forgotten


def _unchanging(template: nodes.Template) -> Iterator[str]:
    """Names given to `unchanging("…")`, which renders them once for all."""
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "unchanging":
            yield call.args[0].as_const()


def _is_mail(name: str, used: set[str]) -> bool:
    """`mail/<template>/subject.txt` and its like are found by the template's name."""
    path = Path(name)
    return path.parts[0] == "mail" and path.parent.name in used


def _called_macros() -> Iterator[tuple[str, str, str]]:
    """(where, template, macro) of every `macro("template", "name", …)`."""
    for found in modules():
        for node in ast.walk(found.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("macro"):
                first = node.args[:2]
                if len(first) == 2 and all(isinstance(part, ast.Constant) for part in first):
                    template, name = (ast.literal_eval(part) for part in first)
                    yield f"{found.where}:{node.lineno}", template, name


def test_macros_called_from_python_are_there(environment: Environment) -> None:
    called = list(_called_macros())
    assert called
    for where, template, name in called:
        macros = {macro.name for macro in _parsed(environment, template).find_all(nodes.Macro)}
        assert name in macros, f"{where}: {template} has no macro {name}"


def test_nothing_is_declared_safe_in_templates(environment: Environment) -> None:
    faults = [
        name
        for name in _names()
        if any(f.name == "safe" for f in _parsed(environment, name).find_all(nodes.Filter))
    ]
    assert not faults, f"|safe lets anything through: {faults}"
