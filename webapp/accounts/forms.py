"""Forms of the log-in and of what leads back to it."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Regexp

ADDRESS = r"\s*[^\s@]+@[^\s@]+\.[^\s@]{2,}\s*"
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
            Length(max=1000, message="Ce mot de passe est trop long."),
        ],
    )
