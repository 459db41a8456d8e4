"""Thirty payments in five minutes: so many keys, and no mouse."""

from playwright.sync_api import expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.browser.money import Keys
from webapp.billing.models import Payment


def test_three_payments_by_keyboard_alone(carteville: CarteVille, windows: DupontWindows) -> None:
    """The numbers of keys are those that docs/payments.md tells."""
    keys = Keys(windows.open("/admin/regie", login="mairie"))
    cash = keys.payment("F002", "e", "Tab")
    cheque = keys.payment("F002", "c", "Tab", *"0012345")
    other = keys.payment("F002", "e", "Tab", "Tab", "Tab", *"12,5")
    assert (cash, cheque, other) == (8, 15, 14)
    expect(keys.page.locator("tbody tr")).to_have_count(3)
    entered = Payment.select().order_by(Payment.id.desc()).limit(3)
    told = [(p.means, p.number, p.cents) for p in entered]
    assert told[0] == ("espèces", "", 1250)
    assert told[1][:2] == ("chèque", "0012345") and told[2][0] == "espèces"
    assert all(p.payer and p.cents > 0 for p in entered)
