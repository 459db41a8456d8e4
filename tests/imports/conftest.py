"""A small folder that is right, to be spoiled by each test in its own way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.engines import Database
from webapp.staff.imports.operations import import_folder
from webapp.staff.imports.planning import FilePlan
from webapp.staff.imports.problems import ImportRefusedError

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)

FOLDER = {
    "structures.csv": "code;nom\nmairie;Mairie de CarteVille\n",
    "porte_monnaie.csv": "structure;code;nom\nmairie;loisirs;Accueil de loisirs\n",
    "activites.csv": (
        "structure;code;nom;nom_court;porte_monnaie;creneaux;prix;delai_reservation;"
        "delai_annulation;liste_attente\n"
        "mairie;jour;Journée;Jour;loisirs;matin midi;14,85;2 jours calendaires à 23:59;"
        "1 jour ouvré à 09:00;oui\n"
        "mairie;matin;Matin;Matin;loisirs;matin;6,50;la veille à 18:00;la veille à 18:00;non\n"
        "mairie;repas;Repas;Repas;loisirs;midi;2,85;la veille à 18:00;la veille à 18:00;non\n"
    ),
    "compteurs.csv": "structure;code;nom;activites\nmairie;cuisine;Cuisine;jour repas\n",
    "compteurs_jours.csv": "structure;compteur;jour;capacite\nmairie;cuisine;09/12/2026;3\n",
    "periodes.csv": (
        "structure;code;nom;du;au;ouverture;fermeture\n"
        "mairie;decembre;Décembre;01/12/2026;31/12/2026;01/11/2026 07:30;08/12/2026 23:59\n"
    ),
    "jours_ouverts.csv": (
        "structure;activite;jour;periode;capacite\n"
        "mairie;jour;09/12/2026;decembre;2\n"
        "mairie;matin;09/12/2026;;5\n"
        "mairie;repas;09/12/2026;;5\n"
        "mairie;jour;10/12/2026;decembre;\n"
    ),
    "supplements.csv": (
        "structure;activite;jour;code;nom;prix;capacite\n"
        "mairie;jour;09/12/2026;piscine;Piscine;4,00;1\n"
    ),
    "vacances.csv": "structure;type;nom;du;au\nmairie;férié;Noël;25/12/2026;25/12/2026\n",
    "informations.csv": "structure;code;titre;texte\nmairie;noel;Noël;Le centre est fermé.\n",
    "familles.csv": "code;nom;structures\nF1;DUPONT;mairie\nF2;MARTIN;mairie\n",
    "quotients.csv": "famille;declare_le;valeur\nF1;01/09/2026;850\nF1;15/11/2026;612,50\n",
    "enfants.csv": (
        "code;prenom;nom;naissance\n"
        "E1;Lilou;DUPONT;12/03/2018\nE2;Anaé;DUPONT;2022-05-01\nE3;Hugo;MARTIN;01/02/2017\n"
    ),
    "gardes.csv": (
        "famille;enfant;rythme\nF1;E1;toujours\nF1;E2;semaines paires\nF2;E2;semaines impaires\n"
        "F2;E3;\n"
    ),
    "gardes_exceptions.csv": (
        "enfant;du;au;famille;motif\nE2;21/12/2026;27/12/2026;F2;Noël\n"
        "E2;28/12/2026;03/01/2027;F1;\n"
    ),
    "inscriptions.csv": (
        "enfant;structure;activite;du;au\n"
        "E1;mairie;jour;01/09/2026;31/08/2027\n"
        "E1;mairie;matin;01/09/2026;31/08/2027\n"
        "E2;mairie;jour;01/09/2026;31/08/2027\n"
        "E3;mairie;jour;01/09/2026;31/08/2027\n"
        "E3;mairie;repas;01/09/2026;31/08/2027\n"
    ),
    "comptes.csv": (
        "identifiant;mot_de_passe;prenom;nom;mail;role;familles\n"
        "Dupont;bonjour-dupont;Jean-Paul;DUPONT;jp.dupont@exemple.fr;famille;F1\n"
        "martin;;Sophie;MARTIN;;famille;F2\n"
        "mairie;bonjour-mairie;Claire;MOREL;;administrateur;\n"
    ),
    "reservations.csv": (
        "structure;activite;jour;supplement;famille;enfant;etat;depuis\n"
        "mairie;jour;09/12/2026;;F1;E1;réservé;01/11/2026 08:00\n"
        "mairie;jour;09/12/2026;piscine;F1;E1;réservé;\n"
        "mairie;jour;09/12/2026;;F1;E2;réservé;\n"
        "mairie;jour;09/12/2026;;F2;E3;en attente;02/11/2026 08:00\n"
    ),
    "consommations.csv": (
        "famille;enfant;structure;activite;jour;montant\nF1;E1;mairie;jour;04/11/2026;14,85\n"
    ),
    "reglements.csv": (
        "code;famille;structure;porte_monnaie;jour;montant;moyen;payeur\n"
        "R1;F1;mairie;loisirs;05/11/2026;1 020,50;CB;Jean-Paul DUPONT\n"
    ),
}


class Folder:
    """The files of a folder as text; `replace` and `add` spoil them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, content in FOLDER.items():
            self.write(name, content)

    def write(self, name: str, content: str | bytes) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        (self.path / name).write_bytes(data)

    def replace(self, name: str, old: str, new: str) -> None:
        content = (self.path / name).read_text()
        assert old in content
        self.write(name, content.replace(old, new, 1))

    def add(self, name: str, line: str) -> None:
        self.write(name, (self.path / name).read_text() + line + "\n")

    def remove(self, *names: str) -> None:
        for name in names:
            (self.path / name).unlink()

    def load(self, dry_run: bool = False) -> list[FilePlan]:
        return import_folder(self.path, NOW, dry_run)

    def problems(self) -> list[str]:
        """What is refused, as ordinary spaces so that tests can be read."""
        try:
            self.load()
        except ImportRefusedError as error:
            return [str(p).replace("\u00a0", " ").replace("\u202f", " ") for p in error.problems]
        return []


@pytest.fixture
def folder(db: Database, tmp_path: Path) -> Folder:
    """A folder that is right, and an empty database."""
    path = tmp_path / "ville"
    path.mkdir()
    return Folder(path)


@pytest.fixture
def loaded(folder: Folder) -> Folder:
    """The folder, imported once."""
    folder.load()
    return folder
