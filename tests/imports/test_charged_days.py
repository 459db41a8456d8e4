"""What the night has charged is not imported as consumed, too."""

from tests.imports.conftest import Folder
from webapp.billing.models import Consumption


def test_a_day_that_the_night_has_charged_is_not_charged_again(loaded: Folder) -> None:
    imported = Consumption.get()
    Consumption.update(kind="booking", code="booking:1").execute()
    loaded.add("consommations.csv", "F1;E1;mairie;jour;05/11/2026;14,85")
    assert loaded.problems() == [
        "consommations.csv, ligne 2, colonne « jour », valeur « 04/11/2026 » : ce jour est déjà "
        "facturé dans la base (Journée)."
    ]
    Consumption.update(kind="import", code=imported.code).execute()
    assert loaded.problems() == []
    assert Consumption.select().count() == 2
