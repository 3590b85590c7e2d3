"""What the agency prints must be in the vendored fonts: a missing glyph is a box on paper.

Reading the text back from a PDF cannot show this: boxes read back as the right characters.
"""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from agency.lib import pdf

FONTS = Path(__file__).resolve().parents[2] / "static" / "pdf-fonts"
INTER = ["Inter-Regular", "Inter-Italic", "Inter-Medium", "Inter-SemiBold"]
CHINESE = "NotoSansSC-Regular"

ENGLISH = "Card launch: “creative review”, €18,000 – £5 … 12½ % × 3 = ✓ → naïve café ’26 № §"
ITALIAN = "Verbale: perché il budget è già così, 46.036,00 €; più «qualità», Città, È, À, Ò, Ù"
RUSSIAN = (
    "Смета согласована: 18 000 ₽; «Съёмка», подъезд, ещё, №\u00a05 — объём, Щётка, Эхо, Юля, Ы"
)
CZECH_AND_FRIENDS = "Kovač, Łukasz, Şahin, Ğ, İ, Åse, Öz, ß, Ñ, Ő, Ţ, Žižek, Nguyễn, Đặng"
MONEY = "−46 036,00 46\u202f036,00 46\u00a0036,00 €$£¥₽₴₺₹"
CHINESE_TEXT = (
    "会议纪要：方案甲进入制作阶段，预算不变。《创意简报》、“客户”（确认）；请在十一月二十六日前回复！"
    "客户总监王小明，刘喆、陈堃、李玥、张珺、赵晞、孙赟"
)


@cache
def characters_of(font):
    return frozenset(TTFont(FONTS / f"{font}.woff2").getBestCmap())


@pytest.mark.parametrize("font", INTER)
@pytest.mark.parametrize("text", [ENGLISH, ITALIAN, RUSSIAN, CZECH_AND_FRIENDS, MONEY])
def test_every_weight_of_inter_prints_what_europeans_write(font, text):
    assert {char for char in text if ord(char) not in characters_of(font)} == set()


def test_chinese_and_its_punctuation_can_be_printed():
    known = characters_of("Inter-Regular") | characters_of(CHINESE)

    assert {char for char in CHINESE_TEXT if ord(char) not in known} == set()


def test_every_character_of_gb_2312_can_be_printed():
    lines, cells = range(0xB0, 0xF8), range(0xA1, 0xFF)
    standard = {bytes([a, b]).decode("gb2312", "ignore") for a in lines for b in cells} - {""}

    assert len(standard) == 6763
    assert {char for char in standard if ord(char) not in characters_of(CHINESE)} == set()


def test_no_font_is_a_slice_of_one():
    """Sliced web fonts print wrong glyphs, so each file has all that its family is here for."""
    assert all(len(characters_of(font)) > 2500 for font in INTER)


def test_every_font_has_its_licence_beside_it():
    families = {path.name.split("-")[0] for path in FONTS.glob("*.woff2")}

    assert {path.stem.removeprefix("OFL-") for path in FONTS.glob("OFL-*.txt")} == families


def test_every_font_is_used_by_the_stylesheet():
    stylesheet = (FONTS.parent / "css" / "pdf.css").read_text()

    unused = [path.name for path in FONTS.glob("*.woff2") if path.name not in stylesheet]
    assert unused == []


def outline(font, glyph_name):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph_name].draw(pen)
    return pen.value


def embedded_letters(paper):
    """Of each letter in a PDF: the outline that is printed for it."""
    for page in PdfReader(BytesIO(paper)).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            data = next(descriptor[key] for key in descriptor if key.startswith("/FontFile"))
            embedded = TTFont(BytesIO(data.get_data()))
            pairs = re.findall(rb"^<(\w{4})> <(\w{4})>$", font["/ToUnicode"].get_data(), re.M)
            for glyph, character in pairs:
                yield (
                    chr(int(character, 16)),
                    outline(embedded, embedded.getGlyphName(int(glyph, 16))),
                )


@pytest.mark.usefixtures("printable")
def test_what_is_printed_for_each_letter_has_the_shape_of_that_letter():
    text = "Route B. " + RUSSIAN + ITALIAN + CHINESE_TEXT
    families = [TTFont(FONTS / f"{name}.woff2") for name in ("Inter-Regular", CHINESE)]
    letters = {char for char in text if char.isalpha()}

    printed = {
        char: shape
        for char, shape in embedded_letters(pdf.render(f"<p>{text}", title="Letters"))
        if char in letters
    }

    assert printed.keys() == letters
    for char, shape in printed.items():
        font = next(font for font in families if ord(char) in font.getBestCmap())
        assert shape == outline(font, font.getBestCmap()[ord(char)]), char
