"""What a parent does on the pages, in one line each; works with and without JavaScript."""

import re
from datetime import date

from playwright.sync_api import Locator, Page, expect


def day(page: Page, when: date) -> Locator:
    """The square of a day."""
    return page.locator(f"#j-{when}")


def click_day(page: Page, when: date, wish: str) -> None:
    """Click a day and see what it is then: `wish` is « book », « cancel », « wait » or ''."""
    page.locator(f"#b-{when}").click()
    if wish:
        expect(day(page, when)).to_have_attribute("data-wish", wish)
    else:
        expect(day(page, when)).not_to_have_attribute("data-wish", re.compile("."))


def act(page: Page, name: str) -> Locator:
    """The button of an activity or supplement in a day's list."""
    return page.locator("button.act", has_text=name)


def show(page: Page, activity: str, when: date) -> None:
    """Choose an activity, then the month of a day by the arrows."""
    page.get_by_label("Activité").select_option(activity)
    page.get_by_role("button", name="Afficher").click()
    turn_to(page, when)


def turn_to(page: Page, when: date) -> None:
    """Turn the months, forwards or backwards, until that of `when` is shown."""
    wanted = when.isoformat()[:7]
    for _ in range(12):
        shown = page.locator("[name=mois]").first.get_attribute("value") or ""
        if shown == wanted:
            return
        arrow = page.locator(".pager a")
        (arrow.last if shown < wanted else arrow.first).click()
        expect(page.locator("[name=mois]").first).not_to_have_value(shown)
    raise AssertionError(f"no way to {wanted}")


def open_days(page: Page, count: int) -> list[date]:
    """The first `count` free days of the first month from here that has as many."""
    for _ in range(4):
        free = page.locator(".month td[data-state=open]:not([data-wish])")
        if free.count() >= count:
            found = [free.nth(i).get_attribute("data-date") for i in range(count)]
            return [date.fromisoformat(text or "") for text in found]
        shown = page.locator("#mois").inner_text()
        page.locator(".pager a").last.click()
        expect(page.locator("#mois")).not_to_have_text(shown)
    raise AssertionError(f"no month with {count} free days")


def focused(page: Page) -> str:
    """The id of the element that has the focus."""
    return str(page.evaluate("() => document.activeElement.id"))


def cart(page: Page) -> str:
    """What the bar says of the cart, its no-break spaces made plain."""
    return page.locator("#panier").inner_text().replace("\u00a0", " ")
