"""Errors as pages in French; never a stack trace."""

from flask import Flask, current_app, g, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from webapp.permissions import PERMISSIONS, ROLES, holders
from webapp.web.access import ONLY_LOOKS, to_login, visitor

WORDS = {
    400: ("Demande incomprise", "Le formulaire est arrivé incomplet. Rien n’a été modifié."),
    403: ("Réservé à d’autres rôles", "Votre compte ne le permet pas. Rien n’a été modifié."),
    404: ("Page introuvable", "Cette page n’existe pas, ou n’est pas pour ce compte."),
    405: ("Demande incomprise", "Cette adresse ne s’utilise pas ainsi. Rien n’a été modifié."),
    413: ("Envoi trop volumineux", "Rien n’a été modifié."),
    500: (
        "Une erreur de notre côté",
        "Cette page n’a pas pu être préparée. Rien n’a été enregistré\u202f; "
        "réessayez dans un instant.",
    ),
}
HELD = (
    "Votre mot de passe vient d’être retrouvé par la question secrète. Pendant 48\u00a0heures, vos"
    " données se lisent ici et ne s’emportent pas, sauf si vous répondez"
    " «\u00a0C’est bien moi\u00a0» au mail que vous avez reçu. Si ce n’était pas vous, le même mail"
    " permet de tout arrêter."
)


def register(app: Flask) -> None:
    """Bind the handlers."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    title, text = WORDS.get(code, WORDS[400] if code < 500 else WORDS[500])
    if code == 403 and "lacking" in g:
        text = _lacking(g.lacking)
    if code == 403 and "held" in g:
        title, text = "Pas encore", HELD
    if code == 403 and "only_looks" in g:
        title, text = "Lecture seule", f"{ONLY_LOOKS} Rien n’a été modifié."
    return render_template("error.html", title=title, text=text), code


def _lacking(permission: str) -> str:
    """Who may do what a member of the staff may not."""
    role = ROLES[visitor().role].name
    return (
        f"Votre rôle, {role}, ne permet pas de {PERMISSIONS[permission].words}. Le peuvent\u00a0:"
        f" {holders(permission)}. Un administrateur peut changer votre rôle. Rien n’a été modifié."
    )


def _stale_form(_: CSRFError) -> tuple[str, int] | Response:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "access", "public") != "public" and not current_user.is_authenticated:
        return to_login()  # the log-in has expired, and the form's token with it
    text = (
        "Cette page a été ouverte avant votre connexion. Rien n’a été modifié\u00a0: "
        "rechargez-la, puis recommencez."
    )
    return render_template("error.html", title="Page trop ancienne", text=text), 400
