"""What families are found by: kept by whoever changes a name, a code or an address, in the same
transaction; built anew by `flask families-index`."""

from collections import defaultdict
from collections.abc import Collection

from webapp.database import execute, execute_many, marks, row, rows, write_transaction
from webapp.families.rules import near, numbers, words_of

KNOWN = "SELECT f.id, f.words, f.name || ' ' || f.code FROM family f{where}"
CHILDREN = """
SELECT f.family_id, d.first_name || ' ' || d.last_name || ' ' || d.code
FROM custody f JOIN child d ON d.id = f.child_id{where}
"""
ACCOUNTS = """
SELECT f.family_id, a.first_name || ' ' || a.last_name || ' ' || a.login || ' ' || a.email, a.phone
FROM account_family f JOIN account a ON a.id = f.account_id{where}
"""
FORGET = "DELETE FROM family_word WHERE family_id = ?"
KEEP = "INSERT INTO family_word (family_id, near, word) VALUES (?, ?, ?)"
TELL = "UPDATE family SET words = ? WHERE id = ?"
OF_ACCOUNT = "SELECT family_id FROM account_family WHERE account_id = ?"
UNKNOW = "UPDATE family SET words = ''"
UNKNOWN = "SELECT 1 FROM family WHERE words = '' LIMIT 1"


def index(families: Collection[int] | None = None) -> int:
    """Within the caller's transaction: find these families (all, if None) by what they are called
    now. How many were called otherwise before."""
    if families is not None and not families:
        return 0
    names = tuple(sorted(families or ()))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for text in (CHILDREN, ACCOUNTS):
        sql = text.format(where=_among("f.family_id", names))
        for family, said, *phones in rows(sql, *names):
            found[family] |= words_of(said) | {phone for each in phones for phone in numbers(each)}
    changed = []
    for family, before, said in rows(KNOWN.format(where=_among("f.id", names)), *names):
        words = found[family] | words_of(said)
        if " ".join(sorted(words)) != before:
            changed.append((family, words))
    execute_many(FORGET, [(family,) for family, _ in changed])
    execute_many(KEEP, [line for family, words in changed for line in _lines(family, words)])
    execute_many(TELL, [(" ".join(sorted(words)), family) for family, words in changed])
    return len(changed)


def index_account(account_id: int) -> None:
    """Within the caller's transaction: the same for the families of an account."""
    index([found[0] for found in rows(OF_ACCOUNT, account_id)])


def index_anew() -> int:
    """Forget what was kept of all families and keep it again; how many there are."""
    with write_transaction():
        execute(UNKNOW)
        return index()


def index_missing() -> None:
    """The same for those that nothing is kept of, as after a migration."""
    if row(UNKNOWN):
        with write_transaction():
            index()


def _among(column: str, names: tuple[int, ...]) -> str:
    return f" WHERE {column} IN ({marks(names)})" if names else ""


def _lines(family: int, words: set[str]) -> list[tuple[int, bool, str]]:
    variants = {variant for word in words for variant in near(word)}
    whole = [(family, False, word) for word in sorted(words)]
    return whole + [(family, True, word) for word in sorted(variants)]
