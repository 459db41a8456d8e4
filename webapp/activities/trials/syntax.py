"""TOML and JSON, with mistakes told in French, the line shown and what may be meant."""

import json
import re
import tomllib
from typing import Any

from webapp.activities.rules.reading import RuleError

PLACE = re.compile(r"line (\d+)")
HINTS = (
    (r"[“”«»]", 'les guillemets sont droits\u00a0: "'),
    (
        r"=\s*\d+[,.]\d+\s*(?:€|%)?\s*$",
        'une somme ou une part se met entre guillemets\u00a0: "4,00"',
    ),
    (r"=\s*\d+\s*%", 'une part se met entre guillemets\u00a0: "50 %"'),
    (
        r"^[^=\"]*[^\x00-\x7f][^=\"]*(=|\])",
        "à gauche du = et entre crochets, sans accent, ou entre guillemets",
    ),
    (
        r"^\s*\[+[^\]\"]* [^\]\"]*\]",
        'un nom de deux mots se met entre guillemets\u00a0: [activite."cantine scolaire"]',
    ),
    (
        r"ajustement\]\]|tarif\]\]",
        'avec des tarifs ou des ajustements, prix = "…" ne va plus\u00a0:'
        ' écrivez [[….prix.tarif]] puis montant = "…"',
    ),
    (r"=\s*[^\s\"'\[{\d]", "un texte se met entre guillemets"),
    (r"^[^\"]*\"[^\"]*$", "un guillemet n’est pas refermé"),
    (r"^\s*\[", "ce tableau est peut-être écrit deux fois, ou un crochet manque"),
)


def read_toml(text: str) -> Any:
    """The values of a TOML text; raises RuleError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError("", _told("TOML", str(error), text)) from None
    except RecursionError:
        raise RuleError("", "TOML\u00a0: trop de crochets les uns dans les autres") from None


def read_json(text: str) -> Any:
    """The values of a JSON text, no key twice; raises RuleError."""
    try:
        return json.loads(text, object_pairs_hook=_single)
    except json.JSONDecodeError as error:
        raise RuleError("", _told("JSON", str(error), text)) from None
    except RecursionError:
        raise RuleError("", "JSON\u00a0: trop de crochets les uns dans les autres") from None


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RuleError(key, "est dit deux fois")
        found[key] = value
    return found


def _told(language: str, error: str, text: str) -> str:
    lines = text.splitlines()
    found = PLACE.search(error)
    number = min(int(found[1]) if found else len(lines), len(lines))
    if not number:
        return f"{language}\u00a0: le fichier est vide"
    line = lines[number - 1].strip()
    told = f"{language} mal écrit, ligne {number}\u00a0: «\u00a0{line}\u00a0»"
    hint = next((hint for pattern, hint in HINTS if re.search(pattern, line)), "")
    return f"{told}\u202f; {hint}" if hint else told
