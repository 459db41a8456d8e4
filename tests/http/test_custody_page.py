"""The staff's page of a child's custody: tried, told, then kept; two secretaries at once (P09)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.pages import Page, squeezed
from tests.town import Town
from tests.world import a_booking, a_child, an_account, enrol
from webapp.audit.models import AuditEvent
from webapp.booking.models import Booking
from webapp.database import database
from webapp.families.models import Child, Custody, CustodyException
from webapp.families.operations import index

pytestmark = pytest.mark.both_engines


@pytest.fixture
def noe(town: Town) -> Child:
    """With the Martins in even weeks, with the Benalis in odd ones."""
    child = a_child("Noé", town.martin, town.benali)
    enrol(child, town.matin)
    for family, pattern in ((town.martin, "even"), (town.benali, "odd")):
        Custody.update(pattern=pattern).where(
            Custody.child == child, Custody.family == family
        ).execute()
    return child


def _address(child: Child) -> str:
    return f"/admin/enfants/{child.id}/garde"


def _events() -> list[AuditEvent]:
    return list(AuditEvent.select().where(AuditEvent.action == "custody.changed"))


def _form(page: Page) -> Any:
    return page.one("//main//form[@method='post']")


def _verify(client: Client, child: Child, status: int = 200, **typed: str) -> Page:
    return client.submit(_form(client.page(_address(child))), status, **typed)


def _save(client: Client, page: Page, status: int = 200) -> Page:
    return client.submit(_form(page), status, press=("enregistrer", "1"))


def _weeks(page: Page) -> dict[str, str]:
    """Number of the week → its seven days."""
    found = {}
    for line in page.all("//section[@id='apercu']//tbody/tr"):
        number = squeezed(line.xpath("./th")[0].text_content()).split()[0]
        found[number] = "".join(cell.text_content() for cell in line.xpath("./td"))
    return found


def _kept(child: Child, town: Town) -> tuple[str, str]:
    found = {c.family_id: c.pattern for c in Custody.select().where(Custody.child == child)}
    return found[town.martin.id], found[town.benali.id]


def test_a_child_is_found_by_name_without_accents(town: Town, noe: Child, agent: Client) -> None:
    with database.atomic():
        index()
    page = agent.submit(agent.page("/admin/enfants").one("//main//form"), nom="NOE benali")
    assert [squeezed(line.text_content()) for line in page.all("//tbody//th")] == ["Noé Martin"]
    assert "Martin, Benali" in page.one("//tbody/tr").text_content()
    link = page.one("//tbody//a/@href")
    assert agent.page(link).h1 == "Garde de Noé Martin"
    nobody = agent.page("/admin/enfants?nom=zzz")
    assert "Aucun enfant ne correspond." in nobody.text


def test_the_page_shows_eight_weeks(town: Town, noe: Child, agent: Client) -> None:
    page = agent.page(_address(noe))
    weeks = _weeks(page)
    assert list(weeks) == ["48", "49", "50", "51", "52", "53", "1", "2"]
    assert weeks["48"] == "AAAAAAA" and weeks["53"] == weeks["1"] == "BBBBBBB"
    assert not page.all("//button[@name='enregistrer']")
    assert "Semaines paires, du lundi au dimanche" in page.text


def test_what_is_tried_is_told_before_it_is_kept(town: Town, noe: Child, agent: Client) -> None:
    a_booking(noe, town.martin, town.open_day(town.matin, town.days[1]))
    martin, benali = f"rythme-{town.martin.id}", f"rythme-{town.benali.id}"
    tried = _verify(agent, noe, **{martin: "odd_fri", benali: "even_fri"})
    assert _weeks(tried)["49"] == "AAAAABB"
    assert "Lundi 7 décembre\u00a0: Matin, famille Martin – nouveau" in tried.text
    assert _kept(noe, town) == ("even", "odd"), "nothing is kept yet"
    assert _events() == []
    done = _save(agent, tried)
    assert "La garde est enregistrée." in done.text
    assert _kept(noe, town) == ("odd_fri", "even_fri")
    listed = done.id("ailleurs").text_content()
    assert "famille Martin" in listed and "nouveau" not in listed
    assert Booking.get().family_id == town.martin.id, "no booking is touched"


def test_days_of_nobody_and_of_both_are_told(town: Town, noe: Child, agent: Client) -> None:
    tried = _verify(agent, noe, **{f"rythme-{town.benali.id}": "even"})
    assert _weeks(tried)["50"] == "AB" * 7 and _weeks(tried)["51"] == "–" * 7
    assert "Du 30 novembre 2026 au 6 décembre 2026\u00a0: dans aucun foyer." in tried.text
    assert "dans deux foyers à la fois" in tried.text
    assert "autres fois dans l’année qui vient" in tried.text
    assert tried.all("//button[@name='enregistrer']"), "told, not forbidden"


def test_an_exception_is_added_changed_and_taken_out(town: Town, noe: Child, agent: Client) -> None:
    typed = {"du-0": "2026-12-21", "au-0": "27/12/2026", "chez-0": str(town.benali.id),
             "motif-0": "Noël"}  # fmt: skip
    done = _save(agent, _verify(agent, noe, **typed))
    kept = CustodyException.get()
    assert (str(kept.first_day), str(kept.last_day)) == ("2026-12-21", "2026-12-27")
    assert (kept.family_id, kept.label) == (town.benali.id, "Noël")
    assert _weeks(done)["52"] == "BBBBBBB"
    done = _save(agent, _verify(agent, noe, **{"au-0": "2026-12-23"}))
    assert _weeks(done)["52"] == "BBBAAAA"
    done = _save(agent, _verify(agent, noe, **{"du-0": "", "au-0": ""}))
    assert CustodyException.select().count() == 0 and _weeks(done)["52"] == "AAAAAAA"


def test_one_day_is_said_once(town: Town, noe: Child, agent: Client) -> None:
    _save(agent, _verify(agent, noe, **{"du-0": "24/12/2026", "chez-0": str(town.benali.id)}))
    kept = CustodyException.get()
    assert str(kept.first_day) == str(kept.last_day) == "2026-12-24"


@pytest.mark.parametrize(
    ("typed", "name", "said"),
    [
        ({"du-0": "le 24"}, "du-0", "Une date est attendue"),
        ({"du-0": "2026-12-24", "au-0": "2026-12-20"}, "au-0", "vient avant le premier"),
        ({"du-0": "2026-12-24", "chez-0": ""}, "chez-0", "Choisissez le foyer"),
        ({"du-0": "2026-12-24", "chez-0": "999"}, "chez-0", "Choisissez le foyer"),
        ({"du-0": "2026-12-24", "motif-0": "x" * 121}, "motif-0", "120\u00a0caractères"),
        ({"du-0": "2026-12-20", "au-0": "2026-12-27", "du-1": "2026-12-24", "chez-1": "B"},
         "du-1", "en chevauche une autre, du 20 décembre 2026"),
        ({"rythme-A": "x"}, "rythme-A", "Choisissez un rythme"),
        ({"rythme-A": "dates"}, "jours-A", "Dites les dates"),
        ({"rythme-A": "dates", "jours-A": "2026-12-24 demain"}, "jours-A", "«\u00a0demain\u00a0»"),
        ({"ajout": "inconnue"}, "ajout", "Aucune famille n’a ce code."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place_and_kept(
    town: Town, noe: Child, agent: Client, typed: dict[str, str], name: str, said: str
) -> None:
    families = {"A": str(town.martin.id), "B": str(town.benali.id)}

    def named(field: str) -> str:
        return field.replace("-A", f"-{families['A']}")

    sent = {named(key): families.get(value, value) for key, value in typed.items()}
    sent.setdefault("chez-0", families["B"])
    page = _verify(agent, noe, 422, **sent)
    assert said in page.id(f"{named(name)}-err").text_content()
    for key, value in sent.items():
        shown = page.id(key)
        if shown.tag == "input":
            assert shown.get("value") == value
    assert not page.all("//button[@name='enregistrer']")
    assert CustodyException.select().count() == 0


def test_dates_are_written_as_one_likes(town: Town, noe: Child, agent: Client) -> None:
    typed = {f"rythme-{town.martin.id}": "dates",
             f"jours-{town.martin.id}": "24/12/2026, 2026-12-09 24/12/2026"}  # fmt: skip
    _save(agent, _verify(agent, noe, **typed))
    assert Custody.get(Custody.family == town.martin, Custody.child == noe).days == (
        "2026-12-09 2026-12-24"
    )


def test_a_second_home_is_added(town: Town, agent: Client) -> None:
    tried = _verify(agent, town.lea, ajout="benali")
    assert "famille Benali" in tried.text
    chosen = {f"rythme-{town.martin.id}": "even", f"rythme-{town.benali.id}": "odd"}
    tried = agent.submit(_form(tried), **chosen)
    _save(agent, tried)
    assert _kept(town.lea, town) == ("even", "odd")


def test_what_was_changed_since_it_was_tried_is_tried_again(
    town: Town, noe: Child, agent: Client
) -> None:
    tried = _verify(agent, noe, **{f"rythme-{town.martin.id}": "always"})
    again = agent.submit(
        _form(tried), press=("enregistrer", "1"), **{f"rythme-{town.benali.id}": "never"}
    )
    assert _kept(noe, town) == ("even", "odd") and _weeks(again)["49"] == "AAAAAAA"
    _save(agent, again)
    assert _kept(noe, town) == ("always", "never")


def test_the_second_of_two_secretaries_is_told(
    town: Town, noe: Child, agent: Client, new_client: Callable[[str], Client]
) -> None:
    an_account("jeanne", role="secretary")
    jeanne = new_client("jeanne")
    mine = _verify(agent, noe, **{f"rythme-{town.martin.id}": "always"})
    hers = _verify(jeanne, noe, **{f"rythme-{town.martin.id}": "never"})
    _save(jeanne, hers)
    late = _save(agent, mine, 409)
    assert "Quelqu’un d’autre a modifié cette garde" in late.text
    assert _kept(noe, town) == ("never", "odd")
    assert late.id(f"rythme-{town.martin.id}").xpath("./option[@selected]/@value") == ["always"]
    _save(agent, agent.submit(_form(late)))
    assert _kept(noe, town) == ("always", "odd")


def test_it_is_logged_for_both_families(town: Town, noe: Child, agent: Client) -> None:
    _save(agent, _verify(agent, noe, **{f"rythme-{town.martin.id}": "always"}))
    events = _events()
    assert {e.family_id for e in events} == {town.martin.id, town.benali.id}
    assert "semaines paires" in events[0].before and "toujours" in events[0].after
    assert "Garde modifiée" in agent.page("/admin/journal").text


def test_the_same_again_changes_nothing(town: Town, noe: Child, agent: Client) -> None:
    page = _verify(agent, noe)
    assert "C’est ce qui est déjà enregistré." in page.text
    tried = _verify(agent, noe, **{f"rythme-{town.martin.id}": "always"})
    fields = dict(_form(tried).form_values()) | {"enregistrer": "1"}
    for _ in range(2):
        agent.post(_address(noe), data=fields)
    assert len(_events()) == 2, "once, for two families"


def test_an_unknown_child_or_family_is_not_found(town: Town, noe: Child, agent: Client) -> None:
    agent.page("/admin/enfants/9999/garde", 404)
    assert agent.send(_address(noe), **{"rythme-99999": "even"}).status_code == 404
