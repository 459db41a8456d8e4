"""« Modifier »: what the page shows of an account, and what may be wrong with what is asked."""

from datetime import date
from typing import NamedTuple

from webapp.accounts.forms import ProfileForm
from webapp.accounts.operations import own_password
from webapp.accounts.operations.profile_changes import Wanted
from webapp.accounts.rules import QUESTIONS, is_held, weak_answer, weakness
from webapp.database import row, rows

OWN = "SELECT login, email, question, question_locked, hold_until FROM account WHERE id = ?"
FILE = """
SELECT a.login, a.first_name, a.last_name, f.name, f.address, d.first_name, d.last_name, d.school,
    s.name, s.address, d.birth_day
FROM account a JOIN account_family af ON af.account_id = a.id
JOIN family f ON f.id = af.family_id
LEFT JOIN custody u ON u.family_id = f.id LEFT JOIN child d ON d.id = u.child_id
LEFT JOIN membership k ON k.family_id = f.id LEFT JOIN structure s ON s.id = k.structure_id
WHERE a.id = ?
"""
CHOOSE = "Choisissez une question."
ANSWER = "Saisissez la réponse à cette question."
NO_CHANGE_OF_MAIL = (
    "Une adresse se remplace, elle ne s’efface pas ici\u00a0: le profil permet de choisir les mails"
    " que vous recevez."
)
HELD = (
    "Votre mot de passe vient d’être retrouvé par la question secrète, et aucune adresse mail n’est"
    " connue\u00a0: pendant 48\u00a0heures, ce changement passe par la structure. Appelez-la, ou"
    " passez la voir."
)


class Own(NamedTuple):
    """What is on file; `question` is '' if there is none, or if it does not answer any more."""

    login: str
    email: str
    question: str
    held: bool

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """Those to choose from, value and label; one that the town has given is kept."""
        more = (self.question,) if self.question and self.question not in QUESTIONS else ()
        return tuple((question, question) for question in (*more, *QUESTIONS))


def own(account: int, now: int) -> Own:
    """What is on file of an account."""
    login, email, question, locked, hold = row(OWN, account) or ("", "", "", False, None)
    return Own(login, email, "" if locked else question, is_held(hold, now))


def wanted(form: ProfileForm, who: Own, account: int) -> dict[str, Wanted]:
    """What a form asks to change, by kind; what is wrong is put into its fields. An answer is not
    yet peppered."""
    found = {**_mail(form, who), **_password(form, account), **_question(form, who, account)}
    if who.held and not who.email:
        for kind, field in (("mail", form.mail), ("question", form.question)):
            _refuse(field, HELD if kind in found else "")
    return found


def _mail(form: ProfileForm, who: Own) -> dict[str, Wanted]:
    address = (form.mail.data or "").strip()
    if not address and who.email:
        _refuse(form.mail, NO_CHANGE_OF_MAIL)
    changes = address.lower() != who.email.lower()
    return {"mail": Wanted(address, "")} if address and changes else {}


def _password(form: ProfileForm, account: int) -> dict[str, Wanted]:
    password = form.nouveau.data
    if not password:
        return {}
    _refuse(form.nouveau, weakness(password, own_password.names_of(account)))
    return {"password": Wanted("", password)}


def _question(form: ProfileForm, who: Own, account: int) -> dict[str, Wanted]:
    question, answer = form.question.data or "", (form.reponse.data or "").strip()
    if not answer:
        _refuse(form.reponse, "" if question == who.question else ANSWER)
        return {}
    if (question, question) not in who.questions:
        _refuse(form.question, CHOOSE)
        return {}
    names, days = _file(account)
    _refuse(form.reponse, weak_answer(question, answer, names, days))
    return {"question": Wanted(question, answer)}


def _refuse(field: object, why: str) -> None:
    if why and not field.errors:  # type: ignore[attr-defined]
        field.errors = [why]  # type: ignore[attr-defined]


def _file(account: int) -> tuple[tuple[str, ...], tuple[date, ...]]:
    """Names and birth days that an answer must not be made of; long names word by word too."""
    found = rows(FILE, account)
    texts = {text for line in found for text in line[:-1] if text}
    words = {word for text in texts for word in text.replace("-", " ").split()}
    days = {date.fromisoformat(line[-1]) for line in found if line[-1]}
    return tuple(texts | words), tuple(days)
