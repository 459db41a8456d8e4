"""What the pages of a card payment show. Amounts are cents, instants UTC seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.billing.cards.offices import Till
from webapp.billing.cards.rules import amounts, mails
from webapp.billing.pages import WalletLine

ENDED = {
    "refused": (
        "Paiement refusé par la banque",
        "Votre banque n’a pas accepté ce paiement\u00a0: rien n’a été débité. Vous pouvez "
        "recommencer, avec une autre carte par exemple.",
    ),
    "abandoned": (
        "Paiement abandonné",
        "Vous avez quitté la page de la banque avant de payer\u00a0: rien n’a été débité.",
    ),
    "expired": (
        "Pas de nouvelles de la banque",
        "La banque ne nous a pas confirmé ce paiement\u00a0: il n’est pas compté. Si votre carte "
        "a été débitée, ne payez pas une seconde fois\u00a0: il apparaîtra ici dès que la banque "
        "nous le dira.",
    ),
    "error": (
        "Le paiement n’a pas abouti",
        "La banque a rencontré une erreur\u00a0: rien n’a été débité. Vous pouvez recommencer.",
    ),
}


@dataclass(frozen=True, slots=True)
class Field:
    """The amount to pay into a wallet: `value` as typed."""

    wallet: int
    name: str
    value: str
    error: str

    @property
    def key(self) -> str:
        return f"montant-{self.wallet}"


@dataclass(frozen=True, slots=True)
class PayForm:
    """One office's form. `mail`: None if the account has an address of its own; `error` is about
    the total."""

    office: int
    name: str
    bounds: str
    fields: tuple[Field, ...]
    mail: str | None
    mail_error: str
    error: str

    @property
    def wrong(self) -> bool:
        return bool(self.error or self.mail_error or any(field.error for field in self.fields))


@dataclass(frozen=True, slots=True)
class Typed:
    """What a family has sent: amounts by wallet, the address."""

    office: int
    amounts: Mapping[int, str]
    mail: str


@dataclass(frozen=True, slots=True)
class Paid:
    """A line of a payment; `balance`: what the wallet holds now."""

    wallet: int
    name: str
    cents: int
    balance: int

    @property
    def typed(self) -> str:
        return amounts.written(self.cents)


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A payment, before the bank and after. `form`: what the browser posts to `url`; `old`: too
    long ago to be gone on with; `waiting`: news may still come by itself."""

    reference: str
    state: str
    office: int
    office_name: str
    structure: str
    lines: tuple[Paid, ...]
    cents: int
    email: str
    test: bool
    url: str
    form: Mapping[str, str]
    old: bool
    waiting: bool

    @property
    def told(self) -> tuple[str, str]:
        """Title and text of what went wrong."""
        return ENDED[self.state]


def forms(
    lines: Sequence[WalletLine], tills: Sequence[Till], email: str, typed: Typed | None = None
) -> tuple[PayForm, ...]:
    """A form for each office that has a wallet of `lines`; the one that was sent with what was
    typed and what is wrong with it."""
    due = {line.id: line.due for line in lines}
    return tuple(
        _form(till, due, email, typed if typed and typed.office == till.id else None)
        for till in tills
    )


def _form(till: Till, due: Mapping[int, int], email: str, typed: Typed | None) -> PayForm:
    fields = tuple(_field(p.id, p.name, due.get(p.id, 0), typed) for p in till.wallets)
    mail = typed.mail if typed else ""
    error = ""
    if typed and not any(field.error for field in fields):
        total = sum(amounts.cents(field.value) for field in fields)
        error = amounts.out_of_bounds(total, till.least, till.most)
    return PayForm(
        office=till.id,
        name=till.name,
        bounds=amounts.bounds(till.least, till.most),
        fields=fields,
        mail=None if email else mail,
        mail_error=mails.mistake(mail) if typed and not email else "",
        error=error,
    )


def _field(wallet: int, name: str, due: int, typed: Typed | None) -> Field:
    if typed is None:
        return Field(wallet, name, amounts.written(due), "")
    value = typed.amounts.get(wallet, "")
    try:
        amounts.cents(value)
    except amounts.AmountError as error:
        return Field(wallet, name, value, str(error))
    return Field(wallet, name, value, "")
