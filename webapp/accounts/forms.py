"""Forms of the log-in."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


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
