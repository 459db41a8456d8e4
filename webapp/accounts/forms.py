"""Forms of the log-in and of what leads back to it."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, Regexp

from webapp.accounts.rules import CORRECTABLE, LONGEST_PASSWORD, TOO_LONG

PART = r"[^\s\x00-\x1f\x7f@,;:<>\"()\[\]\\]"
LABEL = r"[^\s\x00-\x1f\x7f@.,;:<>\"()\[\]\\]"
ADDRESS = rf" *{PART}+@(?:{LABEL}+\.)+{LABEL}{{2,}} *$"
ADDRESS_EXPECTED = "Une adresse mail est attendue, par exemple prenom.nom@exemple.fr."


class LoginForm(FlaskForm):  # type: ignore[misc]
    identifiant = StringField(
        "Identifiant",
        [
            InputRequired("Saisissez votre identifiant."),
            Length(max=80, message="Un identifiant compte 80\u00a0caractères au plus."),
        ],
    )
    mot_de_passe = PasswordField(
        "Mot de passe",
        [
            InputRequired("Saisissez votre mot de passe."),
            Length(max=1000, message="Ce mot de passe est trop long."),
        ],
    )
    rester = BooleanField("Rester connecté pendant 30\u00a0jours")


class WhoForm(FlaskForm):  # type: ignore[misc]
    identifiant = StringField(
        "Identifiant",
        [
            InputRequired("Saisissez votre identifiant."),
            Length(max=80, message="Un identifiant compte 80\u00a0caractères au plus."),
        ],
    )


class AnswerForm(WhoForm):
    reponse = StringField(
        "Votre réponse",
        [
            InputRequired("Saisissez votre réponse."),
            Length(max=200, message="Une réponse compte 200\u00a0caractères au plus."),
        ],
    )


class MailForm(FlaskForm):  # type: ignore[misc]
    mail = StringField(
        "Adresse mail",
        [
            InputRequired("Saisissez votre adresse mail."),
            Length(max=250, message="Cette adresse est trop longue."),
            Regexp(ADDRESS, message=ADDRESS_EXPECTED),
        ],
    )


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    nouveau = PasswordField(
        "Nouveau mot de passe",
        [
            InputRequired("Saisissez un mot de passe."),
            Length(max=LONGEST_PASSWORD, message=TOO_LONG),
        ],
    )


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """« Modifier »: what is left as it was, or empty, does not change."""

    mail = StringField(
        "Adresse mail",
        [
            Optional(),
            Length(max=250, message="Cette adresse est trop longue."),
            Regexp(ADDRESS, message=ADDRESS_EXPECTED),
        ],
    )
    nouveau = PasswordField(
        "Nouveau mot de passe",
        [Optional(strip_whitespace=False), Length(max=LONGEST_PASSWORD, message=TOO_LONG)],
    )
    question = StringField("Question secrète")
    reponse = StringField(
        "Réponse",
        [Optional(), Length(max=200, message="Une réponse compte 200\u00a0caractères au plus.")],
    )
    actuel = PasswordField(
        "Votre mot de passe actuel",
        [
            InputRequired("Saisissez votre mot de passe actuel."),
            Length(max=1000, message="Ce mot de passe est trop long."),
        ],
    )


class OwnPasswordForm(NewPasswordForm):
    actuel = PasswordField(
        "Mot de passe actuel",
        [
            InputRequired("Saisissez votre mot de passe actuel."),
            Length(max=1000, message="Ce mot de passe est trop long."),
        ],
    )


class CodeForm(FlaskForm):  # type: ignore[misc]
    code = StringField(
        "Code",
        [
            InputRequired("Saisissez le code."),
            Length(max=40, message="Un code compte 14\u00a0signes au plus."),
        ],
    )


class CorrectionForm(FlaskForm):  # type: ignore[misc]
    champ = StringField(
        "Ce qui est à corriger",
        [AnyOf(CORRECTABLE, message="Choisissez ce qui est à corriger.")],
    )
    texte = TextAreaField(
        "Ce qui est faux, et ce qui serait juste",
        [
            DataRequired("Dites ce qui est à corriger."),
            Length(max=2000, message="2\u202f000\u00a0caractères au plus, s’il vous plaît."),
        ],
    )
