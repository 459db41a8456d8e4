"""Plain text in lines that any mail program shows well."""

from webapp.mail.rendering import WIDTH, one_line, wrapped


def test_long_lines_are_broken_between_words() -> None:
    lines = wrapped("mot " * 60).splitlines()
    assert len(lines) > 3
    assert all(len(line) <= WIDTH for line in lines)


def test_items_of_a_list_hang() -> None:
    first, *rest = wrapped("- " + "mot " * 40).splitlines()
    assert first.startswith("- mot")
    assert rest
    assert all(line.startswith("  mot") for line in rest)


def test_an_address_of_a_page_stays_whole() -> None:
    url = "https://familles.exemple.fr/" + "a" * 100 + "-b/suivi"
    assert wrapped(f"Voici :\n{url}\n").splitlines()[-1] == url


def test_typography_is_not_torn_apart() -> None:
    text = "x" * (WIDTH - 6) + " Prix\u00a0: 14,85\u00a0€"
    assert wrapped(text).splitlines() == ["x" * (WIDTH - 6), "Prix\u00a0: 14,85\u00a0€"]


def test_empty_lines_between_paragraphs_stay() -> None:
    assert wrapped("\n\nUn\n\nDeux\n\n") == "Un\n\nDeux\n"


def test_a_header_is_one_line() -> None:
    assert one_line("a\r\nb\x00c\u2028d\u00a0e") == "a  b c d\u00a0e"
