"""What staff fill in about a structure."""

import re
import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from webapp.structures import colours
from webapp.structures.markup import LONGEST
from webapp.structures.operations import Said, Told

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
TEXT_EXPECTED = f"{LONGEST // 1000}\u202f000\u00a0caractères au plus."
INCOMPLETE = "Cette page est incomplète\u00a0: rechargez-la."
MAIL = r"^$|^[^\s@,;:<>\"()]+@[^\s@,;:<>\"()]+\.[^\s@,;:<>\"().]{2,}$"


def _line(value: str | None) -> str:
    """One line, without what nobody types."""
    return " ".join(CONTROL.sub(" ", value or "").split())


def _paragraphs(value: str | None) -> str:
    return CONTROL.sub("", (value or "").replace("\r\n", "\n")).strip()


def _at_most(count: int) -> Length:
    return Length(max=count, message=f"{count}\u00a0caractères au plus.")


def slug(text: str) -> str:
    """« Marché de Noël » as a code: `marche-de-noel`."""
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", letters))[:30].strip("-") or "image"


class _Edited(FlaskForm):  # type: ignore[misc]
    """`version`: what was read when the form was opened."""

    version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(INCOMPLETE), NumberRange(1, 999_999_999, INCOMPLETE)],
    )


class StructureForm(_Edited):
    nom = StringField("Nom", [DataRequired("Donnez un nom."), _at_most(120)], filters=[_line])
    adresse = StringField("Adresse", [_at_most(250)], filters=[_line])
    telephone = StringField("Téléphone", [_at_most(40)], filters=[_line])
    mail = StringField(
        "Adresse mail",
        [_at_most(250), Regexp(MAIL, message="Par exemple enfance@carteville.fr.")],
        filters=[_line],
    )
    horaires = StringField("Horaires d’ouverture", [_at_most(250)], filters=[_line])
    presentation = TextAreaField(
        "Présentation", [Length(max=LONGEST, message=TEXT_EXPECTED)], filters=[_paragraphs]
    )
    couleur = StringField("Couleur", filters=[lambda value: _line(value).lower()])

    def validate_couleur(self, field: Any) -> None:
        """A colour that reads, or none."""
        if field.data and not colours.is_colour(field.data):
            raise ValidationError("Une couleur s’écrit # et six chiffres ou lettres de a à f.")
        if field.data and not colours.is_readable(field.data):
            found = min(colours.contrast(field.data, ground) for ground in colours.GROUNDS)
            ratio = f"{found:.1f}".replace(".", ",")
            raise ValidationError(
                f"Trop claire pour être lue (contraste {ratio}, il faut 4,5). La plus proche qui"
                f" convient\u00a0: {colours.nearest(field.data)}."
            )

    def said(self) -> Said:
        return Said(
            self.nom.data, self.adresse.data, self.telephone.data, self.mail.data,
            self.horaires.data, self.presentation.data, self.couleur.data,
        )  # fmt: skip


class NewsForm(_Edited):
    code = HiddenField(validators=[Regexp(r"^[a-z0-9-]{1,40}$", message=INCOMPLETE)])
    titre = StringField("Titre", [DataRequired("Donnez un titre."), _at_most(200)], filters=[_line])
    texte = TextAreaField(
        "Texte",
        [DataRequired("Écrivez un texte."), Length(max=LONGEST, message=TEXT_EXPECTED)],
        filters=[_paragraphs],
    )
    publique = BooleanField("Visible de tous, avant la connexion")
    du = DateField("À partir du (facultatif)", [Optional()])
    au = DateField("Jusqu’au (facultatif)", [Optional()])

    def validate_au(self, field: Any) -> None:
        """Not before it begins."""
        if field.data and self.du.data and field.data < self.du.data:
            raise ValidationError("La fin vient avant le début.")

    def told(self) -> Told:
        first, last = self.du.data, self.au.data
        return Told(
            self.titre.data, self.texte.data, self.publique.data,
            first.isoformat() if first else None, last.isoformat() if last else None,
        )  # fmt: skip


class PictureForm(FlaskForm):  # type: ignore[misc]
    fichier = FileField("Image (PNG, JPEG ou WebP, 8\u00a0Mo au plus)")
    texte = StringField(
        "Ce qu’on y voit, pour qui ne voit pas l’image",
        [DataRequired("Décrivez l’image en quelques mots."), _at_most(250)],
        filters=[_line],
    )
