"""What a browser says it is, in words: « Firefox sur Android »."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def described(agent: str) -> str:
    """« Chrome sur Android »; « Navigateur inconnu » if nothing is known."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "Navigateur inconnu")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser} sur {system}" if system else browser
