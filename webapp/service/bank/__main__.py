"""`BANK_PORT=… BANK_KEYS="shop=key …" [BANK_FILE=…] python -m webapp.service.bank`"""

import logging
import os
from pathlib import Path

from werkzeug.serving import make_server

from webapp.service.bank.pages import make_bank
from webapp.service.bank.till import Till


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    keys = dict(pair.split("=", 1) for pair in os.environ["BANK_KEYS"].split())
    kept = os.environ.get("BANK_FILE")
    bank = make_bank(Till(keys, Path(kept) if kept else None))
    make_server("127.0.0.1", int(os.environ["BANK_PORT"]), bank, threaded=True).serve_forever()


if __name__ == "__main__":
    main()
