"""The offices of a structure, and the gateway of each: refused, with the reason, where it would
send families anywhere but to their bank."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from webapp.billing.cards.gateways import Gateway
from webapp.billing.cards.gateways.payfip import PayFiP
from webapp.billing.cards.gateways.payzen import PayZen
from webapp.billing.cards.rules.addresses import PAGES, refusal
from webapp.database import rows

OFFICES = """
SELECT o.id, o.structure_id, s.name, s.email, s.timezone, o.name, o.gateway, o.shop, o.mode,
       o.address, o.least, o.most, o.active
FROM cashier_office o JOIN structure s ON s.id = o.structure_id
"""
ALL = OFFICES + " ORDER BY s.position, s.id, o.name, o.id"
ONE = OFFICES + " WHERE o.id = ?"
OF_STRUCTURE = """
SELECT o.id, o.name, o.gateway, o.least, o.most, w.id, w.name, o.shop, o.mode, o.address
FROM cashier_office o JOIN wallet w ON w.office_id = o.id
WHERE o.structure_id = ? AND o.active ORDER BY o.name, o.id, w.name, w.id
"""


class OfficeRefusedError(Exception):
    """The office's gateway does not start; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Banks:
    """What the installation says of banks: keys by shop, whether it is for trying out, the address
    of the sandbox bank, our own address."""

    keys: Mapping[str, str]
    test: bool
    sandbox: str
    site: str


class Office(NamedTuple):
    """A cashier's office, of whatever structure."""

    id: int
    structure_id: int
    structure: str
    structure_email: str
    timezone: str
    name: str
    gateway: str
    shop: str
    mode: str
    address: str
    least: int
    most: int
    active: bool


class Purse(NamedTuple):
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Till:
    """An office as families meet it: what may be paid there, within which bounds."""

    id: int
    name: str
    gateway: str
    least: int
    most: int
    wallets: tuple[Purse, ...]


def office(number: int) -> Office | None:
    found = rows(ONE, number)
    return Office(*found[0]) if found else None


def office_of(number: int) -> Office:
    """The office of a row that refers to it."""
    return Office(*rows(ONE, number)[0])


def offices() -> list[Office]:
    """All offices of all structures."""
    return [Office(*found) for found in rows(ALL)]


def tills(structure: int, banks: Banks) -> list[Till]:
    """Where families of a structure may pay now: an office whose gateway is refused is left out.
    One query."""
    found: dict[int, Till] = {}
    for number, name, gateway, least, most, wallet, purse, shop, mode, address in rows(
        OF_STRUCTURE, structure
    ):
        if why_refused(gateway, shop, mode, address, banks):
            continue
        known = found.get(number)
        wallets = (*(known.wallets if known else ()), Purse(wallet, purse))
        found[number] = Till(number, name, gateway, least, most, wallets)
    return list(found.values())


def page(gateway: str, address: str, banks: Banks) -> str:
    """The bank's page: the office's own, the sandbox's while trying out, or the gateway's."""
    if address or not (banks.test and banks.sandbox):
        return address or PAGES.get(gateway, "")
    return banks.sandbox + ("/vads-payment/" if gateway == "payzen" else "")


def why_refused(gateway: str, shop: str, mode: str, address: str, banks: Banks) -> str:
    """Why a gateway may not start, in French; '' if it may."""
    if why := refusal(gateway, mode, page(gateway, address, banks), test=banks.test):
        return why
    if gateway == "payzen" and shop not in banks.keys:
        return f"PAYMENT_KEYS ne donne pas la clé de la boutique {shop}"
    return ""


def gateway_of(of: Office, banks: Banks) -> Gateway:
    """The office's way to its bank. Raises OfficeRefusedError."""
    if why := why_refused(of.gateway, of.shop, of.mode, of.address, banks):
        raise OfficeRefusedError(f"{of.name}\u00a0: {why}")
    make = PayZen if of.gateway == "payzen" else PayFiP
    there = page(of.gateway, of.address, banks)
    return make(there, of.shop, of.mode, banks.keys.get(of.shop, ""))
