"""Names of people who do not exist: given and family names drawn independently from many places' stocks."""

from __future__ import annotations

from random import Random

GIVEN = (
    "Amara Noor Yuki Lucía Kwame Ines Tomasz Aiko Bilal Chiara Dmitri Elif Farah Goran Hana Ivo Jasmin Kofi Leila Mateus Nadia Oksana Pietro Qing Rania "
    "Sefa Thandi Umar Vesna Wanjiru Ximena Yara Zoltán Anaïs Bastien Céline Duarte Eun-ji Fatou Gülay Hoang Ikram Joaquín Katarzyna Lindiwe Małgorzata "
    "Nils Olumide Priya Rashid Søren Tereza Ulla Viktor Wei Yusuf Zainab Åsa Björn Chinwe Dalia Esteban"
).split()
FAMILY = (
    "Brillac Marsault Farenc Castelin Ruvier Delorme Valmont Okonjo Tanemura Sforzetti Lindqvistad Abernethine Kowalcze Ferrandini Nakahori Boatenga "
    "Haddadi Yıldıran Petrovski Almeidão Varga-Szűts Duchamplain Oyelarani Mbekeni Larsgård Quispetani Rahmanov Shimodai Tranhuu Uzunlar Vasquillo "
    "Wambugari Xuanli Zielonka Þórvald Ångmark Čapkova Dragomirov Eskelund Gonzarez Hristova Ibrahimov Jorgelund Karimzad Leclairon Moreauvert "
    "Nguyenha Ostrowicz Parvizi Rousselin Sakamori Thibaudet Umarova Vilatorta Weissbach Yamaguro Zhangli Belkacemi Corvisart Diarraba"
).split()
NATIVE = (
    ("田村", "幸子"),
    ("أمين", "القرطبي"),
    ("Олена", "Вишневська"),
    ("김", "은지"),
    ("ἄννα", "Παπαδάκη"),
    ("ניר", "אשכולי"),
    ("李", "文静"),
    ("प्रिया", "राजवंशी"),
)
PLACES = (
    "Mirabelle Institute for Life Data",
    "Saint-Aubin Hospital",
    "Lumicell",
    "University of Northhaven",
    "Universidade do Rio Claro",
    "Kitayama Institute of Genomics",
    "Université de Valombre",
    "Technical University of Elmstadt",
    "Lagos Centre for Computational Health",
    "Nile Delta University",
    "Instituto Sierra Alta",
    "Tartumaa Biobank",
    "Karakoram Medical College",
    "Fjordvik Research Hospital",
    "Windward Islands Health Lab",
    "Szent Balázs University",
)


def person(random: Random) -> tuple[str, str]:
    """A given and a family name; one in twelve in its own script."""
    return random.choice(NATIVE) if random.random() < 1 / 12 else (random.choice(GIVEN), random.choice(FAMILY))
