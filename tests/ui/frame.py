"""What an application hands the layout, for tests."""

from ui.layout import Account, NavigationItem, SessionLimits

HOSTILE = "\"'><script>alert(1)</script>\u202e"


def navigation(request):
    request.asked_for_navigation = True
    return [
        NavigationItem("Search", "/search/", is_current=True),
        NavigationItem("Inbox", "/inbox/", count=3),
        NavigationItem("Reports", "/reports/", count=0),
    ]


def hostile_navigation(request):
    return [NavigationItem(HOSTILE, HOSTILE, is_current=True), NavigationItem(HOSTILE, HOSTILE, count=1)]


def account(request):
    return Account(name="Asha Kaur", detail="Specialist", url="/me/", sign_out_url="/leave/")


def hostile_account(request):
    return Account(name=HOSTILE, detail=HOSTILE, url=HOSTILE, sign_out_url=HOSTILE)


def session(request):
    return SessionLimits(idle_seconds=1800, warn_before_seconds=120, keep_alive_url="/stay/", ended_url="/out/")
