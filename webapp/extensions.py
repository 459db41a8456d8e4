"""Unbound extensions; `create_app` binds them."""

from flask_login import LoginManager
from flask_mail import Mail
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

csrf = CSRFProtect()
htmx = Htmx()
login_manager = LoginManager()
mail = Mail()
