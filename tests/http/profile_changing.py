"""What the tests of changes of the profile share."""

import json

from tests.support.client import Client
from tests.support.pages import Page
from tests.world import PASSWORD
from webapp.accounts.models import Account
from webapp.mail.models import OutboxMail

GOOD = "quatre vaches bleues"
QUESTION = "Le nom de votre premier animal\u202f?"


def change(client: Client, status: int = 200, **fields: str) -> Page:
    form = client.page("/profil/modifier").form("/profil/modifier")
    return client.submit(form, status, **{"actuel": PASSWORD, **fields})


def enters(client: Client, password: str) -> bool:
    page = client.page("/connexion")
    answer = client.post(
        "/connexion",
        data={**dict(page.form("/connexion").form_values()), "identifiant": "martin",
              "mot_de_passe": password},
    )  # fmt: skip
    client.log_out()
    return answer.status_code == 303


def told(template: str) -> dict[str, object]:
    mails = OutboxMail.select().where(OutboxMail.template == template).order_by(OutboxMail.id)
    return {"to": mails[-1].to_address, **json.loads(mails[-1].context)}


def martin_account() -> Account:
    return Account.get(Account.login == "martin")
