"""Columns and references that many files have."""

from webapp.staff.imports.specs import Column, Reference
from webapp.staff.imports.values import CODE

IN_STRUCTURE = Column("structure", CODE, required=True)
TO_STRUCTURE = Reference(("structure",), "structures.csv", "structure_id")
IN_ACTIVITY = Column("activite", CODE, required=True)
TO_ACTIVITY = Reference(("structure", "activite"), "activites.csv", "activity_id")
OF_FAMILY = Column("famille", CODE, required=True)
TO_FAMILY = Reference(("famille",), "familles.csv", "family_id")
OF_CHILD = Column("enfant", CODE, required=True)
TO_CHILD = Reference(("enfant",), "enfants.csv", "child_id")
