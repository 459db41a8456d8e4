"""On which days a household has a child."""

from datetime import date


def has_child(pattern: str, days: str, day: date) -> bool:
    """True if the custody `pattern` (`always`, `even`, `odd` ISO weeks, `dates`) covers `day`."""
    if pattern == "always":
        return True
    if pattern == "dates":
        return day.isoformat() in days.split()
    return day.isocalendar().week % 2 == (pattern == "odd")


def of_age(birth_day: str, day: str, least: int | None, most: int | None) -> bool:
    """True if a child born on `birth_day` is of an age group on `day` (both ISO text)."""
    age = age_on(date.fromisoformat(birth_day), date.fromisoformat(day))
    return (least is None or age >= least) and (most is None or age <= most)


def age_on(birth_day: date, day: date) -> int:
    """Age in whole years."""
    return day.year - birth_day.year - ((day.month, day.day) < (birth_day.month, birth_day.day))
