"""Words of `webapp.words` as template filters."""

from flask import Flask

from webapp import words


def register(app: Flask) -> None:
    """Bind the filters."""
    app.jinja_env.filters.update(
        euros=words.euros,
        long_day=words.long_day,
        short_day=words.short_day,
        dated=words.dated,
        stamp=words.stamp,
        moment=words.moment,
        plural=words.plural,
        capitalised=words.capitalised,
        uncapitalised=words.uncapitalised,
        month_name=words.month_name,
    )
