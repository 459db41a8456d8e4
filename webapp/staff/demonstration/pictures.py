"""A picture for the news, drawn: the hopscotch of a school yard, in chalk, in the evening."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageDraw

from webapp.staff.demonstration.catalogue import MAIRIE

NAME = "marelle.png"
CODE = "marelle-geante"
ALT = "Une marelle tracée à la craie dans la cour, le soleil se couche derrière les collines"
SIZE = (960, 540)
GROUND, CHALK, SUN = "#3b4a54", "#f2efe6", "#f3b45c"
ROOFS = (
    (0, 210),
    (110, 130),
    (230, 200),
    (360, 150),
    (470, 215),
    (640, 140),
    (770, 205),
    (960, 160),
)
SQUARES = ((210, 330), (290, 330), (370, 285), (370, 375), (450, 330), (530, 285), (530, 375))


def lines() -> Iterator[dict[str, str]]:
    """The line of images.csv."""
    yield {"structure": MAIRIE, "code": CODE, "fichier": NAME, "texte": ALT}


def drawn() -> bytes:
    """PNG, the same each time."""
    picture = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(picture)
    for row in range(240):
        share = row / 240
        pen.line((0, row, SIZE[0], row), fill=(int(66 + 170 * share), int(94 + 70 * share), 130))
    pen.ellipse((400, 110, 560, 270), fill=SUN)
    pen.polygon([*ROOFS, (960, 262), (0, 262)], fill="#26333b")
    pen.rectangle((0, 262, *SIZE), fill=GROUND)
    for number, (left, top) in enumerate(SQUARES, start=1):
        pen.rectangle((left, top, left + 80, top + 90), outline=CHALK, width=6)
        pen.text((left + 28, top + 18), str(number), fill=CHALK, font_size=48)
    pen.pieslice((510, 270, 710, 480), -90, 90, outline=CHALK, width=6)
    pen.text((626, 350), "ciel", fill=CHALK, font_size=40)
    pen.ellipse((238, 440, 264, 462), fill=SUN)
    file = BytesIO()
    encode = picture.save
    encode(file, "PNG")
    return file.getvalue()
