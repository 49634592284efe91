"""Amounts and names as people of each language write them: CLDR, not ours."""

import pytest

from conference.kernel.cldr import country_name, format_duration, format_list, format_money, format_number, format_percent, format_size, language_name
from conference.kernel.i18n import speaking

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("en", ("1,234.50 €", "1,235 JP¥", "12,345.5", "56%", "1.2 MB", "1 hr 30 mins", "Egypt", "French", "a, b and c")),
        ("fr", ("1 234,50 €", "1 235 JPY", "12 345,5", "56 %", "1,2 Mo", "1 h 30 min", "Égypte", "français", "a, b et c")),
    ],
)
def test_what_is_written_reads_as_its_language_does(locale, told):
    with speaking(locale):
        said = (
            format_money(123450, "EUR"), format_money(1235, "JPY"), format_number(12345.5), format_percent(0.56), format_size(1_200_000),
            format_duration(90), country_name("eg"), language_name("fr"), format_list(["a", "b", "c"]),
        )  # fmt: skip
    assert tuple(each.replace("\u202f", " ").replace("\u00a0", " ") for each in said) == told
