"""The accounts of the demonstration: one for each role, and some of other forces; all invented, with passwords that
anybody may read here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts import one_time_codes
from accounts.actions.roles import give_role
from accounts.actions.users import create_user
from accounts.actor import system_actor
from accounts.models import Force, Role, User
from audit.core.entry import Reason

SEEDER = system_actor("seed_demo", {"user.create": "national", "user.manage": "national", "user.see": "national"})
SEEDING = Reason("system")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account: the person, the role, and what to try first with it."""

    email: str
    name: str
    role: str
    force: str
    collar_number: str
    password: str
    first: str


ACCOUNTS = (
    DemoAccount(
        "control.13@example.org", "Priya Dhillon", "control-room-specialist", "13", "4471",
        "copper-lantern-willow-tide",
        "Type part of what a caller says, such as kowalsk leeds, and open the card with the keyboard. Then "
        "07700 900200, a number with a marker, and 07700 900400, the number of a restricted record of another force.",
    ),
    DemoAccount(
        "control.14@example.org", "Gareth Bevan", "control-room-specialist", "14", "2208", "marble-sparrow-canal-frost",
        "Open Alerts after somebody of force 13 was given a home address in South Yorkshire.",
    ),
    DemoAccount(
        "manager.13@example.org", "Ruth Adeyemi", "offender-manager", "13", "1093", "velvet-harbour-maple-drum",
        "Open Duties: take a notification and print its acknowledgement. Then a person: their register entry, orders "
        "and how they are managed.",
    ),
    DemoAccount(
        "safeguarding.13@example.org", "Tomasz Lewandowski", "safeguarding-officer", "13", "3356",
        "amber-thicket-piano-gull",
        "Look somebody up, open the case, and add a safeguard for the victim. Then Disclosures: a request that is new.",
    ),
    DemoAccount(
        "supervisor.13@example.org", "Helen Whitaker", "supervisor", "13", "0817", "cedar-compass-ribbon-moor",
        "See what is overdue, and under Disclosures read as the second person a decision that waits. Then the log: "
        "what your force looked up and why.",
    ),
    DemoAccount(
        "supervisor.10@example.org", "Edmund Kessler", "supervisor", "10", "0829", "walnut-beacon-prairie-quilt",
        "Open Alerts: people whom another force knows too. Answer one, and look at the records that were joined.",
    ),
    DemoAccount(
        "superintendent.13@example.org", "Davina Okoro", "superintendent", "13", "0102", "pebble-orchid-lantern-dune",
        "Look somebody up whose police designation waits for a second person, and approve it or not.",
    ),
    DemoAccount(
        "admin.13@example.org", "Imran Sheikh", "force-administrator", "13", "5042", "granite-orchard-whistle-bay",
        "Create a user, give a role, then look at the imports and correct a quarantined row.",
    ),
    DemoAccount(
        "standards.13@example.org", "Moira Keane", "professional-standards", "13", "0630", "tundra-candle-ferry-quartz",
        "Read in the log who opened a record, and restrict one.",
    ),
    DemoAccount(
        "sealed.14@example.org", "Gwen Hargreave", "sealed-records-reader", "14", "0712", "marble-heron-thicket-dawn",
        "Read the records that other forces sealed because they are about people who work there.",
    ),
    DemoAccount(
        "partner.13@example.org", "Anwen Price", "partner-agency", "13", "", "saffron-bridge-otter-slate",
        "Read what the police share with the IDVA service, and what it does. Nothing else is open to a partner.",
    ),
    DemoAccount(
        "auditor@example.org", "Oluwaseun Bright", "oversight-auditor", "", "", "juniper-beacon-cobble-rain",
        "Look into the log for a record's reference: who looked, when and why. Download the entries.",
    ),
    DemoAccount(
        "desk@example.org", "Beatrix Lowell", "national-desk", "", "", "meadow-signal-harbour-finch",
        "Open the national queue: what no force could be told of. Send one on to a force, or close it with a reason.",
    ),
)  # fmt: skip


def create_demo_accounts() -> list[User]:
    """Make the accounts that are not there yet, each with its role and an authenticator app. Gives all of them."""
    one_time_codes.refuse_production()
    there = {user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])}
    return [there.get(account.email) or _create(account) for account in ACCOUNTS]


@transaction.atomic
def _create(account: DemoAccount) -> User:
    force = Force.objects.get(code=account.force) if account.force else None
    user: User = create_user(
        force,
        actor=SEEDER,
        reason=SEEDING,
        email=account.email,
        name=account.name,
        collar_number=account.collar_number,
        password=account.password,
    )
    give_role(user, actor=SEEDER, reason=SEEDING, role=Role.objects.get(code=account.role))
    one_time_codes.set_up_app(user)
    return user
