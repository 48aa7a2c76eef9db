"""The box against a register with look-alikes in it: what is typed finds who is meant first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pytest

from accounts.actor import Actor
from register.actions import facts
from register.actions.orders import record_order
from register.lookup.narrowed import Narrowed
from register.lookup.search import find
from register.models import Identifier, Person, PersonName, Source
from tests.builders import CALL, actor, force, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


class Known(NamedTuple):
    """Somebody of the register: forenames, surname, born, and what else is known of them."""

    forenames: str
    surname: str
    born: str = ""
    street: str = ""
    town: str = ""
    postcode: str = ""
    phone: str = ""
    plate: str = ""
    pnc: str = ""
    cro: str = ""
    order: str = ""
    alias: str = ""
    former: str = ""


PEOPLE = (
    Known("Siobhán", "O'Neill", "1984-11-23", "14 Abbey Close", "Leeds", "LS12 3BF", "07700 900067", "BS61 HSC",
          pnc="1981/0000034U", cro="65656/91H", order="LS-2026/00417"),
    Known("Muhammad", "Hussain", "1990-03-04", "7 Rose Hill", "Bradford", "BD3 9QX", "07700 900101"),
    Known("Ewan", "McKenzie", "1979-06-30", "203 Station Road", "Hull", "HU5 2AB", "07700 900102", alias="Mac Ross"),
    Known("Tomasz", "Kowalski", "1986-01-12", "8 Mill Lane", "Wakefield", "WF1 2DE", "07700 900103"),
    Known("Małgorzata", "Wójcik", "1992-09-09", "3 Church Street", "Huddersfield", "HD1 1AA"),
    Known("Llywelyn", "Gruffydd", "1975-02-17", "1984 Old Road", "Cardiff", "CF10 1EP"),
    Known("Oluwaseun", "Adebayo", "1988-07-21", "22 Six Hills Way", "Stevenage", "SG1 2AN", plate="AB12 CDE"),
    Known("Jaswinder", "Singh", "1995-12-01", "16 Park Avenue", "Southall", "UB1 3DG", alias="Jazz Gill"),
    Known("Jordan", "May", "1984-04-02", "5 April Court", "Derby", "DE1 1AA"),
    Known("Rose", "Hill", "1961-08-15", "40 Preston Road", "Harrow", "HA3 0QD"),
    Known("Daniel", "Street", "1998-10-31", "9 Lord Street", "Southport", "PR8 1NY"),
    Known("Karl", "Preston", "1970-05-05", "11 Leeds Road", "Dewsbury", "WF12 7BB"),
    Known("Nathan", "Six", "1983-03-30", "6 Sixth Avenue", "York", "YO31 0UT"),
    Known("Nguyễn", "Văn An", "1991-01-31", "12 Kingsway", "Manchester", "M19 2DF"),
    Known("Katarzyna", "Zielińska", "1987-07-07", "15 Canal Street", "Nottingham", "NG1 7EH", former="Nowak"),
    Known("Aoife", "Ní Bhriain", "1993-02-28", "4 Dock Road", "Liverpool", "L19 2JW"),
    Known("Robert", "D'Arcy-Brown", "1968-12-24", "Flat 2, 44a River Drive", "Gateshead", "NE8 1AA"),
    Known("Chukwuemeka", "Okonkwo", "1982-10-10", "31 Elm Grove", "Southampton", "SO14 0AA"),
    Known("Fatima", "al-Rashid", "1999-05-19", "2 High Street", "Luton", "LU1 2AA"),
    Known("Catherine", "Davies", "1977-01-02", "18 Bridge Street", "Swansea", "SA1 1AA"),
    Known("Siân", "Pugh", "1994-06-06", "10 Heol Fawr", "Caernarfon", "LL55 1AA"),
    Known("Mark", "Cole", "1984-11-24", "15 Abbey Close", "Leeds", "LS12 3BG", "07700 900068", "BS61 HSD"),
    Known("Shannon", "O'Neal", "1985-11-23", "14 Abbey Road", "Leicester", "LE2 3BF"),
    Known("Mohan", "Hossain", "1991-03-04", "7 Rose Lane", "Burnley", "BB3 9QX", "07700 900110"),
    Known("Ian", "Kenwright", "1979-07-30", "203 Station Street", "Hull", "HU5 2AC"),
    Known("Tomas", "Novak", "1986-12-01", "8 Mill Road", "Wakefield", "WF1 3DE"),
    Known("Jordan", "March", "1985-04-02", "5 May Street", "Derby", "DE1 1AB"),
)  # fmt: skip


def enter(known: Known, by: Actor) -> Person:
    act: dict[str, Any] = {"actor": by, "reason": CALL, "source": Source.OFFICER}
    born = date.fromisoformat(known.born) if known.born else None
    kept = person(by, forenames=known.forenames, surname=known.surname, date_of_birth=born)
    for kind, name in ((PersonName.Kind.ALIAS, known.alias), (PersonName.Kind.FORMER, known.former)):
        if name:
            *first, last = name.split()
            forenames = " ".join(first) or known.forenames
            facts.add_name(kept, forenames=forenames, surname=last, kind=kind, **act)
    if known.street:
        where = {"line_1": known.street, "town": known.town, "postcode": known.postcode}
        facts.add_address(kept, police_force=force(), **where, **act)
    if known.phone:
        facts.add_phone(kept, number=known.phone, **act)
    if known.plate:
        facts.add_vehicle(kept, mark=known.plate, **act)
    for kind, number in ((Identifier.Kind.PNC, known.pnc), (Identifier.Kind.CRO, known.cro)):
        if number:
            facts.add_identifier(kept, kind=kind, text=number, **act)
    if known.order:
        officer = actor("safeguarding-officer")
        record_order(
            kept, force=force(), kind="DAPO", made_on=date(2026, 11, 2), reference_number=known.order, actor=officer,
            reason=CALL,
        )  # fmt: skip
    return kept


SPELLINGS = {
    "O'Neill": (
        "Shivon O Neil", "siobhan oneill", "O'Neill Siobhan", "Shavon Oneal leeds", "chevonne o neill",
        "shivaun o'neil", "siobahn oneil 1984", "oniell siobhan", "Siobhán Ó Néill", "mrs siobhan oneill",
        "chavonne onell", "shevon o'nial", "siobhan", "O’Neill", "o'neill s", "Siobhan O'Neill-Smith",
        "sibhan oneill", "siobhan o neill aka shiv", "HSC oneill", "oneill tripple seven",
        "nought seven seven zero zero nine zero zero zero six seven",
    ),
    "Hussain": (
        "Mohamed Hussain", "mohammed husain", "Mohammad Hussein", "md hussain bradford", "husein muhamad",
        "mohd hussain", "Muhammed Hussian", "mo hussain", "mhd husain", "syed muhammad hussain bradford",
    ),
    "McKenzie": (
        "Mc Kenzie", "mackenzie ewan", "ewan mckenzy", "euan mac kenzie", "Ewen MacKenzie", "ross mac",
        "mckensie hull", "MacKenzie", "M'Kenzie ewan", "McKinsey ewan", "mckenzie yewan", "hugh mckenzie hull",
        "makenzie", "mc kensie ewan",
    ),
    "Kowalski": (
        "Kowalska", "kowalsky tomasz", "tomek kowalski", "Thomas Kowalski", "kowalsk wakefield", "covalski tomas",
        "kovalsky", "Kovalski Tomasz", "tomash kovalsky", "KOWALSKI T", "tomaz kowalski",
    ),
    "Wójcik": (
        "Wojcik", "gosia wojcik", "malgorzata vojcik", "Margaret Wojcik", "voytsik huddersfield", "wojick malgorzata",
        "vooy-chick malgorzata", "malgosia wojcik", "Wojczik malgorzata", "malgozata wojcik",
    ),
    "Gruffydd": (
        "llewellyn griffith", "Llewelyn Gruffudd", "lyn griffiths cardiff", "gryffydd llywelyn", "clewelyn gruffydd",
        "griffith llewelyn", "lewelin griffid", "llew gruffydd", "gruffud", "griffiths cardiff", "griffiths cardiff",
    ),
    "Adebayo": (
        "seun adebayo", "Oluwaseun Adebayor", "olu adebayo", "adebayo oluwasheun", "adabayo seun", "adebyo",
    ),
    "Singh": (
        "jas singh southall", "jaswinder sing", "Jasvinder Singh", "jazz gill", "singh jaswindar 1995",
        "jassi singh southall", "sing jaswinder",
    ),
    "Zielińska": (
        "kasia zielinska", "Zielinski katarzyna", "katarzyna nowak", "kate zelinska", "katrina zielinska nottingham",
        "kasha zielinska", "zielinska-nowak", "catherine zielinska",
    ),
    "Ní Bhriain": (
        "eefa o'brien", "Aoife Ni Bhriain", "aoife nibhriain", "efa ni brian", "aoife brien liverpool",
        "ifa o brien liverpool", "Eva brian liverpool", "ni bhriain", "aoifa ni bhrian",
    ),
    "D'Arcy-Brown": (
        "bob darcy brown", "Robert Brown gateshead", "rob d arcy", "robert brown-darcy", "bobby darcy-brown", "darcy",
        "robert d'arcy", "bert brown gateshead", "Darcey Brown Rob",
    ),
    "Okonkwo": (
        "emeka okonkwo", "chukwuemeka okonkwo", "Okonquo emeka", "okonkwo chukwu", "chuks okonkwo", "okonkow",
        "chuka okonkwo southampton",
    ),
    "al-Rashid": (
        "fatima rashid", "Fatimah Al Rashid", "fatma alrashid", "fatima rasheed", "al rasheed fatima", "el rashid",
        "fati rashid luton", "ar-rashid fatima", "fatema alrasheed luton",
    ),
    "Davies": (
        "kate davies swansea", "Cathy Davis", "Katherine Davies", "catrin davies 1977", "kathryn davis swansea",
        "cath davies", "caty davis", "davis swansea", "dave catherine swansea",
    ),
    "Pugh": (
        "sian pugh", "Shaan Pugh", "sharn pew", "sian puw", "Pugh caernarvon", "pugh", "sean pugh",
        "shan pew caernarfon", "sion pugh",
    ),
    "Văn An": (
        "nguyen van an", "an nguyen manchester", "Van An Nguyen", "nguen van an", "an van nguyen",
        "win van an manchester", "Nguyễn Văn An",
    ),
}  # fmt: skip
FACTS = {
    "O'Neill": (
        "23/11/1984 oneill", "23.11.84 oneill", "23-11-1984 o'neill", "1984-11-23", "23 Nov 84 siobhan",
        "23rd November 1984", "November 23 1984 oneill", "11/23/1984 oneill", "23111984", "231184 oneill",
        "oneill 23 11", "o'neill november 1984", "oneill born 1984 leeds", "siobhan oneill 42",
        "shivon about 40 leeds", "oneill early forties leeds", "oneill 42yo", "07700 900067", "+447700900067",
        "0044 7700 900 067", "900067", "7700900067", "oneill 0067", "07700 90067 oneill",
        "oh double seven oh oh nine hundred oh six seven", "oh seven seven double oh nine double oh oh six seven",
        "oneill phone ends 067", "LS12 3BF", "ls123bf", "ls12 oneill", "ls12 3 oneill", "oneill leeds ls12",
        "14 abbey close", "14 abbey cl leeds", "14, Abbey Close", "abbey close oneill", "number 14 abbey close leeds",
        "BS61 HSC", "bs61hsc", "BS61 HSO", "B561 HSC", "BS6I HSC", "bs61 hs oneill", "81/34U", "1981/0000034U",
        "81/0000034U", "1981/34U", "pnc 81/34u", "65656/91H", "065656/91H", "cro 65656/91h", "LS-2026/00417",
        "ls 2026/417 order", "dapo LS-2026/00417", "oneill 07700900067 leeds 23/11/84 bs61hsc",
        "siobhan leeds 14 abbey close ls12", "she is called shivon o neil she lives in leeds", "s o'neill 1984",
        "oneill dob 23/11/84", "o'neill d.o.b. 23.11.1984", "ONEILL, Siobhan (23/11/1984)",
        "Nominal O'NEILL Siobhan dob 23/11/1984 LS12 3BF", "23 of november 1984 oneill", "23rd nov '84",
        "oneill aged about 40", "oneill approx 40 yrs", "oneill c. 40", "oneill 40ish",
        "woman in her 40s oneill leeds", "oneill between 40 and 45", "oneill 40-45 leeds", "reg BS61HSC grey",
        "BS61-HSC", "07700900067.", "07700 900076 oneill", "07700 900 06", "0 7 7 0 0 9 0 0 0 6 7", "077 00 900 067",
        "(07700) 900067", "tel 07700900067 leeds", "PNC: 1981/34U", "PNCID 81/34U", "81-34U", "81/0034u oneill",
        "CRO 65656-91H", "LS/2026/00417", "LS202600417", "14 abbey", "14a abbey close", "14 Abby Close",
        "14 abbey close, leeds, ls12 3bf", "flat 3 14 abbey close",
    ),
    "Hussain": (
        "4/3/1990 hussain", "03/04/1990 mohammed", "hussain 4 march", "hussain 36", "7 rose hill bradford",
        "bd3 hussain", "Hussain M 1990", "muhamad husain 07700 900101", "Mohammed Hussain 4th March 1990",
    ),
    "McKenzie": (
        "30/6/79 mckenzie", "203 station road hull", "mckenzie hu5", "mckenzie in his forties hull",
    ),
    "Gruffydd": (
        "1984 old road cardiff", "gruffydd 1984 old road",
    ),
    "May": (
        "Jordan May 1984", "Jordan April May 1984", "jordan may 2 april 1984", "may jordan derby",
        "jordan may 02/04/84", "jordan may", "may 1984 derby", "jordan 2 april", "j may derby",
    ),
    "Hill": (
        "Rose Hill", "rose hill harrow", "hill rose 1961", "rose hill 65", "Hill", "rosie hill", "40 preston road",
    ),
    "Street": (
        "Daniel Street", "danny street southport", "street daniel 1998", "dan street pr8", "mr street",
        "9 lord street", "street southport",
    ),
    "Preston": (
        "karl preston", "Preston Karl dewsbury", "preston 1970", "mr preston dewsbury", "carl preston 5/5/70",
        "preston", "karl preston leeds road", "11 leeds road",
    ),
    "Six": (
        "Mr Six", "nathan six", "six york", "nathan six 43", "six", "mr nathan six 6 sixth avenue",
    ),
    "Adebayo": (
        "ab12 cde", "AB12CDF adebayo", "22 six hills way", "sg1 adebayo", "sean adebayo 1988",
        "oluwaseun adebayo ab12",
    ),
    "D'Arcy-Brown": (
        "44a river drive", "flat 2 44a river drive gateshead", "darcy 24 dec 1968", "christmas brown 24/12/68",
    ),
    "Kowalski": (
        "tomek kowalska 12/1/86", "kowalczyk tomasz 12/01/1986",
    ),
    "Singh": (
        "jaz singh 1995", "jaswinda singh ub1",
    ),
    "Zielińska": (
        "katya zielinski 1987", "Zelinsky k 7/7/87",
    ),
    "al-Rashid": (
        "fatima r luton lu1",
    ),
    "Davies": (
        "katie davis 1977",
    ),
    "Văn An": (
        "nguyen 31/1/91",
    ),
}  # fmt: skip

# What is no name at all may be one, and the other way round.
AMBIGUOUS = {
    "Jordan April May 1984": "Jordan May", "Rose Hill": "Rose Hill", "7 rose hill": "Muhammad Hussain",
    "karl preston leeds road": "Karl Preston", "40 preston road": "Rose Hill", "mr six": "Nathan Six",
    "22 six hills way": "Oluwaseun Adebayo", "1984 old road": "Llywelyn Gruffydd", "daniel street": "Daniel Street",
    "9 lord street": "Daniel Street",
}  # fmt: skip
HOSTILE = (
    "", " ", "\x00", "'; DROP TABLE register_person; --", "%", "_", "\\", "(", "[a-z]*", "$(id)", "{{ 7*7 }}",
    "{% now %}",
    "<script>alert(1)</script>", "\u202eoneill", "🙂" * 200, "a" * 5000, "0" * 5000, "١٢٣", "ﷺ", "o'" * 100, "-" * 200,
    "1/" * 100, "é" * 200, "O'Neill\r\nSet-Cookie: a=b", "NULL", "None", "true", "1e309", "-1", "٠٧٧٠٠٩٠٠٠٦٧", "\ud800",
)  # fmt: skip


def first_of(typed: str) -> tuple[str, str]:
    """Who stands first, and what was understood."""
    answer = find(typed, among=Narrowed.to(Person.objects.all()), today=TODAY)
    return (answer.found[0].person.display_name if answer.found else "nobody"), answer.query.said()


def missed(table: Mapping[str, Sequence[str]]) -> list[str]:
    by = actor()
    names = {known.surname: enter(known, by).display_name for known in PEOPLE}
    found = [(typed, names[surname], *first_of(typed)) for surname, texts in table.items() for typed in texts]
    return [f"{typed!r} finds {who}, not {name}; understood: {said}" for typed, name, who, said in found if who != name]


@pytest.mark.parametrize(
    "table", [pytest.param(SPELLINGS, id="names as heard and written"), pytest.param(FACTS, id="facts and mixtures")]
)
def test_what_is_typed_finds_who_is_meant_before_look_alikes(table: Mapping[str, Sequence[str]]) -> None:
    assert missed(table) == []


def test_a_word_that_may_be_something_else_is_read_as_both() -> None:
    by = actor()
    for known in PEOPLE:
        enter(known, by)

    assert {typed: first_of(typed)[0] for typed in AMBIGUOUS} == AMBIGUOUS


def test_nothing_that_can_be_typed_fails_or_finds_everybody() -> None:
    by = actor()
    for known in PEOPLE[:8]:
        enter(known, by)

    for typed in HOSTILE:
        assert len(find(typed, among=Narrowed.to(Person.objects.all()), today=TODAY).found) <= 2, typed
