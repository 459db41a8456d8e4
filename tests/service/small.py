"""A supervisor with parts of its own, for what the real ones cannot be made to do:

python -m tests.service.small never-ready | dies-again
"""

import os
import sys
from pathlib import Path

from webapp.service.errors import ServiceError
from webapp.service.parent import children_end_too
from webapp.service.parts import Part
from webapp.service.supervisor import Supervisor

READY = Path(os.environ["DATA_DIR"]) / "ready"
ONCE_READY_DIES = 'until [ -e "$DATA_DIR/ready" ]; do sleep 0.05; done; echo panne; exit 3'
STAYS = Part("pages", ("sleep", "60"), lambda _: "")
CASES = {
    "never-ready": (STAYS, Part("horloge", ("sleep", "60"), lambda _: "elle ne dit rien")),
    "dies-again": (STAYS, Part("courrier", ("sh", "-c", ONCE_READY_DIES))),
}


def main(case: str) -> int:
    children_end_too()
    try:
        return Supervisor(CASES[case], dict(os.environ), READY.touch, patience=0.3).run()
    except ServiceError as error:
        sys.stdout.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
