"""The demo agency: who works at Northlight, whom it serves, and how each account has fared."""

from dataclasses import dataclass

PASSWORD = "demo"  # noqa: S105 - printed on the screen at every start of the demo

# sign-in, name, rank, department, manager, title on papers
PEOPLE = [
    ("csd", "Ingrid Sørensen", "csd", "account", None, "Client Services Director"),
    ("gad", "Ronan Byrne", "gad", "account", "csd", "Group Account Director"),
    ("ad", "Helen Voss", "ad", "account", "gad", "Account Director"),
    ("omar.haddad", "Omar Haddad", "ad", "account", "gad", "Account Director"),
    ("ruth.amsel", "Ruth Amsel", "ad", "account", "gad", "Account Director"),
    ("am", "Marta Lind", "am", "account", "ad", "Account Manager"),
    ("jonas.weber", "Jonas Weber", "am", "account", "omar.haddad", "Account Manager"),
    ("sofia.conti", "Sofia Conti", "am", "account", "ruth.amsel", "Account Manager"),
    ("ae", "Nadia Ferrante", "ae", "account", "am", "Account Executive"),
    ("pavel.orlov", "Pavel Orlov", "ae", "account", "jonas.weber", "Account Executive"),
    ("mei.chen", "Mei Chen", "ae", "account", "sofia.conti", "Account Executive"),
    ("stranger", "Sam Reed", "ae", "account", "jonas.weber", "Account Executive"),
    ("aae", "Tom Iwu", "aae", "account", "ae", "Assistant Account Executive"),
    ("daria.kovac", "Daria Kovač", "", "creative", None, "Creative Director"),
    ("planner", "Elif Demir", "", "planning", None, "Planner"),
    ("traffic", "Leo Marsh", "", "traffic", None, "Traffic Manager"),
    ("finance", "Grace Okoye", "", "finance", None, "Financial Coordinator"),
    ("hr", "Petra Nowak", "", "hr", None, "Head of People"),
    ("admin", "Alex Quinn", "", "admin", None, "Systems"),
]

GROUPS = {"Finance": "ad", "Food": "ad", "Travel": "omar.haddad", "Health": "ruth.amsel"}

# group: AD, AM, AE
TEAMS = {
    "Finance": ("ad", "am", "ae"),
    "Food": ("ad", "am", "ae"),
    "Travel": ("omar.haddad", "jonas.weber", "pavel.orlov"),
    "Health": ("ruth.amsel", "sofia.conti", "mei.chen"),
}


@dataclass(frozen=True)
class Account:
    """A client of the demo and how it has fared: what its meetings, reports and items were like."""

    code: str
    name: str
    group: str
    fee: int
    every: int = 7
    last: int = 3
    late: tuple = ()
    overdue: int = 0
    reading: int = 0
    then: int = 12
    ends_in: int = 400
    flag: str = ""
    csd_flag: str = ""
    key: bool = False
    restricted: bool = False


ACCOUNTS = [
    Account(
        "BRW",
        "Brightwater Bank",
        "Finance",
        1_120_000,
        8,
        4,
        (31, 27, 29, 26),
        7,
        -1,
        14,
        220,
        key=True,
        restricted=True,
    ),
    Account(
        "KES",
        "Kestrel Airlines",
        "Travel",
        640_000,
        9,
        5,
        (30, 28),
        2,
        0,
        12,
        150,
        csd_flag="The new marketing head wants to meet other agencies.",
    ),
    Account("TES", "Tessellate Home", "Finance", 420_000, 10, 26, (33, 27, 40), 6, -1, 20, 70),
    Account(
        "NOV",
        "Novagen Pharma",
        "Health",
        880_000,
        9,
        12,
        (27,),
        4,
        0,
        11,
        300,
        flag="Four of our answers are overdue and they notice.",
        key=True,
    ),
    Account(
        "ORD",
        "Orchard Dairy",
        "Food",
        310_000,
        8,
        2,
        (26, 28),
        1,
        0,
        24,
        260,
        flag="The range review slipped twice.",
    ),
    Account("VOL", "Volta Motors", "Travel", 1_460_000, 12, 24, (27,), 3, -1, 9, 330, key=True),
    Account(
        "MER",
        "Meridian Hotels",
        "Travel",
        390_000,
        10,
        6,
        (),
        1,
        0,
        6,
        80,
        flag="New AE on the account; the handover is not signed.",
    ),
    Account("AUR", "Aurelia Coffee", "Food", 275_000, 7, 3, (), 0, 1, 16),
    Account("FJO", "Fjord Outdoor", "Travel", 180_000),
    Account("LUM", "Lumen Energy", "Finance", 520_000, reading=1, then=8),
    Account("PIN", "Pinewood Insurance", "Finance", 240_000, then=7),
    Account("SOL", "Solaria Resorts", "Travel", 210_000, late=(25,), then=10),
    Account("CAR", "Carden Clinics", "Health", 330_000),
    Account("VIT", "Vitalis Pharmacies", "Health", 290_000, reading=1),
    Account("BEL", "Bellweather Foods", "Food", 460_000, then=12),
    Account("HAR", "Harbour Teas", "Food", 95_000),
    Account("NIM", "Nimbus Rail", "Travel", 410_000, reading=1, then=9),
    Account("OAK", "Oakhurst Savings", "Finance", 150_000),
    Account("PRI", "Prisma Optics", "Health", 170_000),
    Account("QUA", "Quanta Labs", "Health", 260_000, then=5),
    Account("RIV", "Riverside Dairies", "Food", 130_000),
    Account("SKY", "Skylark Cruises", "Travel", 350_000, then=6),
    Account("ZEN", "Zenith Foods", "Food", 205_000),
]

# name, title, level, role; the domain is the client's code
CONTACTS = [
    ("Joanna Okafor", "Head of Brand", "middle", "decision_maker"),
    ("Luis Prieto", "Marketing", "brand", "day_to_day"),
    ("Catherine Moreau", "Chief Marketing Officer", "top", "decision_maker"),
]
OTHER_CONTACTS = [
    ("Henrik Dahl", "Marketing Director", "middle", "decision_maker"),
    ("Amara Nwosu", "Brand Manager", "brand", "day_to_day"),
]

SUBJECTS = [
    "Weekly status call",
    "Creative review",
    "Media plan, first round",
    "Budget for next quarter",
    "Packaging workshop",
    "Brand tracking results",
]

CARD_LAUNCH = [
    ("topic", "Key visual", "", 0),
    (
        "note",
        "Three routes were presented. The client finds route B clearest on small formats.",
        "",
        0,
    ),
    ("decision", "Route B goes into production. Routes A and C are closed.", "", 0),
    ("action", "Deliver route B in 6 formats, with the card number masked", "daria.kovac", 5),
    ("action", "Approve the use of the 2025 brand film stills", "contact", 4),
    ("topic", "Media and timing", "", 0),
    (
        "note",
        "Launch stays on 11 January. Out-of-home must be booked by 4 December to keep the price.",
        "",
        0,
    ),
    ("decision", "€18,000 moves from radio to out-of-home. The total does not change.", "", 0),
    ("action", "Send the revised media plan for signature", "ae", None),
]

REPORT_LINES = [
    ("topic", "Where we stand", "", 0),
    (
        "note",
        "Work on the current campaign is on plan; the client has seen the latest layouts.",
        "",
        0,
    ),
    ("decision", "The layouts go ahead with the changes noted.", "", 0),
    ("action", "Send the corrected layouts", "owner", 4),
    ("action", "Confirm the product shots", "contact", 6),
]
