"""Forms of the staff's pages."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from webapp.accounts.forms import ADDRESS, ADDRESS_EXPECTED
from webapp.permissions import ROLES
from webapp.staff.operations.accounts import Person
from webapp.words import capitalised

UNKNOWN = "Choisissez dans la liste."
PHONE_EXPECTED = "Écrivez ce numéro en chiffres, comme 06 12 34 56 78."
PHONE = r"\s*\+?[0-9][0-9 .()-]{5,}\s*\Z"


class PersonForm(FlaskForm):  # type: ignore[misc]
    titles = (("", "–"), ("Mme", "Mme"), ("M.", "M."))
    civilite = StringField("Civilité")
    prenom = StringField(
        "Prénom",
        [
            InputRequired("Saisissez le prénom."),
            Length(max=80, message="Un prénom compte 80\u00a0caractères au plus."),
        ],
    )
    nom = StringField(
        "Nom",
        [
            InputRequired("Saisissez le nom."),
            Length(max=80, message="Un nom compte 80\u00a0caractères au plus."),
        ],
    )
    mail = StringField(
        "Adresse mail (facultative)",
        [
            Optional(),
            Length(max=250, message="Cette adresse est trop longue."),
            Regexp(ADDRESS, message=ADDRESS_EXPECTED),
        ],
    )

    telephone = StringField(
        "Téléphone (facultatif)",
        [Optional(), Length(max=40, message="Un numéro compte 40\u00a0signes au plus."),
         Regexp(PHONE, message=PHONE_EXPECTED)],
    )  # fmt: skip

    def person(self) -> Person:
        """Who is meant, without the spaces that were typed around."""
        title = self.civilite.data if self.civilite.data in dict(self.titles) else ""
        first, last = (_clean(field.data) for field in (self.prenom, self.nom))
        phone = _clean(self.telephone.data or "")
        return Person(title, first, last, (self.mail.data or "").strip(), phone)


class CorrectionForm(PersonForm):
    detournee = BooleanField("Quelqu’un d’autre lit l’adresse actuelle")


class ColleagueForm(PersonForm):
    roles = tuple((key, f"{capitalised(r.name)}\u00a0: {r.purpose}") for key, r in ROLES.items())
    role = StringField("Rôle", default="secretary")


def _clean(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable()).split())
