"""« Exporter »: the whole town, or one of its tables."""

from tempfile import TemporaryFile
from typing import IO

from flask import abort, render_template, send_file
from werkzeug.wrappers import Response

from webapp import clock
from webapp.audit.authors import author
from webapp.staff import exports
from webapp.staff.imports.files import BY_NAME, FILES
from webapp.staff.operations.taking_out import taken
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.sheets import Sheet, download
from webapp.words import localise

TITLES = {
    "structures.csv": "Structures", "images.csv": "Images", "informations.csv": "Actualités",
    "vacances.csv": "Vacances, fériés et fermetures", "regies.csv": "Régies",
    "porte_monnaie.csv": "Porte-monnaie", "activites.csv": "Activités",
    "compteurs.csv": "Compteurs partagés", "compteurs_jours.csv": "Places des compteurs",
    "periodes.csv": "Périodes", "jours_ouverts.csv": "Jours ouverts",
    "supplements.csv": "Suppléments", "familles.csv": "Familles",
    "quotients.csv": "Quotients", "enfants.csv": "Enfants", "gardes.csv": "Gardes",
    "gardes_exceptions.csv": "Exceptions de garde", "inscriptions.csv": "Inscriptions",
    "comptes.csv": "Comptes", "reservations.csv": "Réservations",
    "consommations.csv": "Consommations", "reglements.csv": "Règlements",
}  # fmt: skip


@blueprint.get("/admin/exports")
@staff_with("export.run")
def exports_page() -> str:
    large = {spec.name for spec in exports.HISTORY}
    files = [(s.name.removesuffix(".csv"), TITLES[s.name], s.name not in large) for s in FILES]
    return render_template("staff/exports.html", files=files)


@blueprint.get("/admin/exports/tout.zip")
@staff_with("export.run")
def export_all() -> Response:
    """Everything, to be imported elsewhere: written to a file without a name, then sent."""
    taken("tout", author(), int(clock.now().timestamp()))
    file = _file()
    exports.write(file)
    name = f"marelle-{localise(clock.now(), timezone()):%Y-%m-%d}.zip"
    return _sent(file, "application/zip", name)


@blueprint.get("/admin/exports/<name>.csv", defaults={"form": "csv"})
@blueprint.get("/admin/exports/<name>.xlsx", defaults={"form": "xlsx"})
@staff_with("export.run")
def export_table(name: str, form: str) -> Response:
    spec = BY_NAME.get(f"{name}.csv") or abort(404)
    if form == "xlsx" and spec in exports.HISTORY:
        abort(404)
    taken(spec.name, author(), int(clock.now().timestamp()))
    town = exports.Town()
    if form == "csv":
        file = _file()
        file.writelines(exports.text_of(town, spec))
        return _sent(file, "text/csv", spec.name)
    head = tuple(column.name for column in spec.columns)
    lines = list(town.lines(spec))
    title = TITLES[spec.name]
    return download(Sheet(name, title, title, head, (1,) * len(head), lines), form)


def _file() -> IO[bytes]:
    """Without a name: gone as soon as it is closed, whatever happens."""
    return TemporaryFile()


def _sent(file: IO[bytes], kind: str, name: str) -> Response:
    file.seek(0)
    response = send_file(file, kind, as_attachment=True, download_name=name)
    response.call_on_close(file.close)
    return response
