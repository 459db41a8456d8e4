"""Words of `webapp.words` as template filters."""

from flask import Flask

from webapp import words


def register(app: Flask) -> None:
    """Bind the filters."""
    app.jinja_env.filters.update(
        euros=words.euros,
        amount=words.amount,
        long_day=words.long_day,
        short_day=words.short_day,
        dated=words.dated,
        stamp=words.stamp,
        moment=words.moment,
        hour=words.hour,
        plural=words.plural,
        capitalised=words.capitalised,
        uncapitalised=words.uncapitalised,
        month_name=words.month_name,
    )
