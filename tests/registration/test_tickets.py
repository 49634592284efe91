"""Tickets on paper: every name is drawn, whatever its script; a character that no font has costs nobody the ticket."""

import re

import pytest

from conference.registration.models import Registration
from conference.registration.tickets import qr_svg, ticket_pdf
from tests import make
from tests.registration.cast import congress, enrol

NAMES = {
    "Latin": "Zoë Đặng-Łukasz", "Greek": "Ελένη", "Cyrillic": "Дмитрий Ёлкин", "Arabic": "محمد عبد الرحمن", "Hebrew": "שירה לוי",
    "Devanagari": "सुनीता", "Bengali": "সুজাতা", "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ", "Gujarati": "કિરણ", "Odia": "ସୁଭାଷ", "Tamil": "தமிழ்ச்செல்வி", "Telugu": "శ్రీనివాస్",
    "Kannada": "ಕಾವ್ಯಾ", "Malayalam": "ശ്രീജ", "Sinhala": "සමන්", "Thai": "สมชาย", "Lao": "ສົມສັກ", "Khmer": "សុខា", "Myanmar": "အောင်ဆန်း", "Tibetan": "བསྟན་འཛིན",
    "Georgian": "ნინო", "Armenian": "Արամ", "Ethiopic": "አበበ በቂላ", "Chinese": "王小明", "Japanese": "山田 太郎 さくら", "Korean": "김민준", "Mongolian": "ᠪᠠᠲᠤ",
    "Thaana": "އަޙްމަދު", "Tifinagh": "ⴰⵎⴰⵣⵉⵖ", "Cherokee": "ᏣᎳᎩ", "Inuktitut": "ᐃᓄᒃ", "N'Ko": "ߡߊߡߊߘߎ", "Adlam": "𞤀𞤣𞤢𞤥", "emoji": "Zoé 🦊👩🏽‍🚀",
}  # fmt: skip


@pytest.fixture
def sheet(app):
    """`sheet("Ana")` is the ticket of somebody of this name."""
    event = congress(of=make.centre().institute)

    def print_it(name: str, **more) -> bytes:
        address = f"guest{len(printed)}@example.org"
        printed.append(enrol(event, name, email=address, **more).registration)
        return ticket_pdf(printed[-1])

    printed: list[Registration] = []
    return print_it


def test_a_name_is_drawn_in_every_script_that_people_write_today(sheet):
    # PDF/UA-1 refuses a text with a glyph that no font has
    assert [script for script, name in NAMES.items() if b"pdfuaid" not in sheet(name)] == []


def test_a_character_that_no_font_has_costs_nobody_the_ticket(sheet):
    made = sheet("Ana \U000133d7", family_name="\U00016a40")
    assert made[:5] == b"%PDF-" and b"pdfuaid" not in made


def test_the_code_is_drawn_dark_on_white_whatever_the_page(app):
    drawn = qr_svg("abc")
    assert re.findall(r'(?:fill|stroke)="(#\w+)"', drawn) == ["#fff", "#000"]
