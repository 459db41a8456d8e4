"""Marelle: a family portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.config import Config


def create_app(config: Config | None = None) -> Flask:
    """The application for `config` (read from the environment if None).

    Loaded on demand: jobs, rules and tools that import a part of `webapp` need not load it whole.
    """
    from webapp.app import create_app as create

    return create(config)
