"""What staff do on their pages before they are looked at."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.carteville import CarteVille
from webapp import clock
from webapp.staff.operations import importing


def night(page: Page, town: CarteVille) -> None:
    town.night()
    page.reload()


def closing(page: Page, town: CarteVille) -> None:
    page.get_by_label("Du", exact=True).fill(town.scenes.kept.isoformat())
    page.get_by_label("Motif").fill("Chauffage en panne")
    page.get_by_role("button", name="Voir qui est touché").click()
    expect(page.get_by_role("button", name="Fermer et prévenir")).to_be_visible()


def canteen(page: Page, _: CarteVille) -> None:
    page.get_by_role("link", name="Restauration scolaire").click()
    expect(page.locator("h1")).to_have_text("Restauration scolaire")


def changed(page: Page, town: CarteVille) -> None:
    canteen(page, town)
    page.get_by_role("link", name="Changer", exact=True).click()
    page.get_by_label("Combien").first.fill("deux")
    page.get_by_role("button", name="Voir l’effet des délais").click()
    expect(page.locator(".err").first).to_be_visible()


def painted(page: Page, town: CarteVille) -> None:
    canteen(page, town)
    page.get_by_role("link", name="Calendrier de l’année").click()
    page.get_by_label("Faire").select_option("Fermer")
    page.get_by_role("button", name="Voir ce que cela change").click()
    expect(page.get_by_role("link", name="fermeture exceptionnelle")).to_be_visible()


def extra(page: Page, town: CarteVille) -> None:
    page.get_by_role("link", name="Mercredis, journée").click()
    page.get_by_role("link", name="Suppléments").click()
    page.get_by_label("Supplément", exact=True).fill("Patinoire")
    page.get_by_label("Prix").fill("4,50")
    page.get_by_role("button", name="Voir ce que cela change").click()
    expect(page.get_by_role("button", name="Enregistrer")).to_be_visible()


def next_year(page: Page, town: CarteVille) -> None:
    canteen(page, town)
    page.get_by_role("link", name="Calendrier de l’année").click()
    page.get_by_role("link", name="Copier cette année").click()
    expect(page.locator("h1")).to_contain_text("Copier")


def dearer(page: Page, town: CarteVille) -> None:
    canteen(page, town)
    page.get_by_role("link", name="Règles en entier").click()
    text = page.get_by_label("Règles, en TOML ou en JSON")
    text.fill(text.input_value().replace("2,85", "3,00"))
    page.get_by_role("button", name="Voir l’effet").click()
    expect(page.get_by_role("button", name="Enregistrer")).to_be_visible()


def first_row(page: Page, _: CarteVille) -> None:
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Accès")).to_be_visible()


def corrected(page: Page, town: CarteVille) -> None:
    first_row(page, town)
    page.get_by_role("link", name="Corriger le nom, le mail ou le téléphone").click()
    page.get_by_label("Adresse mail").fill("pas une adresse")
    page.get_by_role("button", name="Corriger").click()
    expect(page.locator(".err").first).to_be_visible()


def one_family(page: Page, _: CarteVille) -> None:
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Famille DUPONT")).to_be_visible()


def new_account(page: Page, _: CarteVille) -> None:
    page.locator("main .dash a").first.click()
    page.get_by_role("button", name="Créer le compte et sa lettre").click()
    expect(page.locator(".err").first).to_be_visible()


def phone(page: Page, _: CarteVille) -> None:
    page.get_by_role("button", name="Enregistrer un téléphone").click()
    expect(page.locator("h1")).to_have_text("Enregistrer votre téléphone")


def one_night(page: Page, town: CarteVille) -> None:
    night(page, town)
    page.locator("tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("Nuit du")


def rehearsed(page: Page, town: CarteVille) -> None:
    page.get_by_role("button", name="Ce que ferait la prochaine").first.click()
    expect(page.locator("h1")).to_have_text("Ce que ferait la prochaine nuit")


def custody(page: Page, town: CarteVille) -> None:
    page.goto(f"/admin/enfants/{town.shared_child()}/garde")
    page.locator("select[id^=rythme]").first.select_option("odd_fri")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#apercu")).to_contain_text("Ce que cela donnerait")


def as_a_family(page: Page, town: CarteVille) -> None:
    one_family(page, town)
    page.get_by_role("button", name="Voir comme cette famille").first.click()
    expect(page.locator(".top")).to_contain_text("Vue de la famille DUPONT")
    page.goto("/reservations")


def one_day(page: Page, town: CarteVille) -> None:
    one_family(page, town)
    page.get_by_role("link", name="un jour, une réservation").first.click()
    page.get_by_label("Jour", exact=True).fill(town.scenes.kept.isoformat())
    page.get_by_role("button", name="Voir").click()
    expect(page.get_by_role("heading", name="Son histoire")).to_be_visible()


def listed(page: Page, _: CarteVille) -> None:
    """The last day on which children came."""
    while not page.get_by_role("button", name="Présent").count():
        page.get_by_role("link", name="Veille").click()


def ticked(page: Page, town: CarteVille) -> None:
    listed(page, town)
    page.get_by_role("button", name="Présent").first.click()
    expect(page.locator("[aria-pressed=true]")).to_have_count(1)
    expect(page.locator("h3 span").first).to_contain_text("présent")
    expect(page.get_by_role("button", name="Parti").first).to_be_visible()


def one_more(page: Page, town: CarteVille) -> None:
    listed(page, town)
    page.get_by_role("link", name="Un enfant de plus").first.click()
    expect(page.locator("h1")).to_have_text("Un enfant de plus")


def answered(page: Page, town: CarteVille) -> None:
    """By the keyboard: tick, choose, refuse without a reason."""
    town.one_asked()
    page.reload()
    page.locator("tbody input[type=checkbox]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Refuser…").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Refuser")
    page.get_by_role("button", name="Refuser").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".err")).to_contain_text("Dites pourquoi")


def given(page: Page, town: CarteVille) -> None:
    page.get_by_role("link", name="Donner la place").first.click()
    expect(page.locator("h1")).to_have_text("Donner la place")


def written(page: Page, _: CarteVille) -> None:
    page.get_by_label("Objet").fill("Sortie de mercredi")
    page.get_by_label("Message", exact=True).fill("Prévoir des **bottes**.")
    page.get_by_label("Toutes les familles de la structure").check()
    page.get_by_role("button", name="Aperçu").click()
    expect(page.locator("#apercu")).to_contain_text("mails pour")


def followed(page: Page, town: CarteVille) -> None:
    page.get_by_role("link", name="Écrire aux familles").click()
    written(page, town)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("progress")).to_be_visible()


def tried(page: Page, _: CarteVille) -> None:
    """A new family, and a line that cannot be read; the page learns by itself what was found."""
    lines = ("code;nom;structures", "N001;Éloïse;mairie", "N002;Sans structure;nulle-part")
    body = "\n".join(lines).encode()
    file: FilePayload = {"name": "familles.csv", "mimeType": "text/csv", "buffer": body}
    page.set_input_files("[name=fichiers]", file)
    page.get_by_role("button", name="Essayer ces fichiers").click()
    expect(page.locator("main")).to_contain_text("Lecture et vérification")
    for number, _ in importing.due():
        importing.check(number, clock.now())
    expect(page.locator("main")).to_contain_text("ligne 3")


def unwanted(page: Page, _: CarteVille) -> None:
    page.get_by_role("link", name="Supprimer").first.click()
    expect(page.get_by_role("button", name="Supprimer")).to_be_visible()


def child_file(page: Page, town: CarteVille) -> None:
    one_family(page, town)
    page.get_by_role("link", name="fiche et inscriptions").first.click()
    page.get_by_label("Date de naissance").fill("")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".err").first).to_have_text("À remplir.")


def family_file(page: Page, town: CarteVille) -> None:
    one_family(page, town)
    page.get_by_role("link", name="Modifier la famille").click()
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator(".err").first).to_be_visible()


def family_history(page: Page, town: CarteVille) -> None:
    one_family(page, town)
    page.get_by_role("link", name="Histoire du dossier").click()
    expect(page.locator("tbody")).to_contain_text("Dossier consulté")


def first_news(page: Page, _: CarteVille) -> None:
    page.locator("tbody a").first.click()
    expect(page.get_by_role("button", name="Aperçu")).to_be_visible()


def new_family(page: Page, _: CarteVille) -> None:
    page.get_by_label("Nom de la famille").fill("")
    page.get_by_role("button", name="Créer la famille").click()
    expect(page.locator(".err").first).to_be_visible()


def new_child(page: Page, town: CarteVille) -> None:
    one_family(page, town)
    page.get_by_role("link", name="Ajouter un enfant").click()
    page.get_by_role("button", name="Ajouter l’enfant").click()
    expect(page.locator(".err").first).to_be_visible()
