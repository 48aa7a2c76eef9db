"""A write is an action. What an `actions` module offers is framed by `@action`, or stands here with the reason why not;
and nobody else writes."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import (
    APPS,
    FUNCTION,
    action_modules,
    calls,
    decorator,
    modules,
    public_functions,
    tree_of,
)

READS = "It reads, or makes a value; it writes nothing."
INSIDE = "A row of the act that calls it, inside that act's frame."
ASKS = "It calls the action that writes."
OWN = "Nobody needs permission to sign in or out; it writes its event with `note`."
OUTBOX = "The register's own counters of work in waiting: references only, no act of anybody."
CURSOR = "How far a re-linking has come: keys and counts, no act of anybody."
NOTICES = "What is watched, found and reminded of: derived rows; each step is an action."
MANY = "What an action does for one, for many at once: within the same policy, with its event for each."
HELD = "The frame of signing in: one event in one transaction, without a policy."

NO_ACTION = {
    ("accounts/actions/own_account.py", "note"): HELD,
    ("accounts/actions/own_account.py", "actor_for"): READS,
    ("accounts/actions/own_account.py", "begin_session"): OWN,
    ("accounts/actions/own_account.py", "end_own_session"): OWN,
    ("accounts/actions/own_account.py", "sign_in_failed"): OWN,
    ("accounts/actions/own_account.py", "locked_out"): OWN,
    ("accounts/actions/reference.py", "load_forces"): ASKS,
    ("accounts/actions/reference.py", "load_roles"): ASKS,
    ("accounts/actions/roles.py", "roles_to_give"): READS,
    ("accounts/actions/second_person.py", "most_alone"): READS,
    ("accounts/actions/second_person.py", "require_second_person"): INSIDE,
    ("accounts/actions/second_person.py", "new_request"): INSIDE,
    ("register/actions/canaries.py", "begin_import_of"): ASKS,
    ("register/actions/canaries.py", "name_planted"): INSIDE,
    ("register/actions/exceptions.py", "review_day"): READS,
    ("register/actions/standards_reading.py", "name_as_told"): INSIDE,
    ("register/actions/standards_reading.py", "name_no_person"): INSIDE,
    ("register/actions/bulk.py", "tell_approvers"): INSIDE,
    ("register/actions/bulk.py", "tell_asker"): INSIDE,
    ("cases/actions/attachments.py", "attach"): ASKS,
    ("cases/actions/attachments.py", "open_document"): ASKS,
    ("cases/actions/attachments.py", "scan_documents"): ASKS,
    ("cases/actions/cases.py", "require_live_owner"): READS,
    ("cases/actions/asked_assessments.py", "end_as_assessed"): INSIDE,
    ("cases/actions/asked_assessments.py", "take_back"): INSIDE,
    ("cases/actions/school_asking.py", "ask_to_tell_schools"): ASKS,
    ("cases/actions/school_asking.py", "schools_are_asked_about"): INSIDE,
    ("cases/actions/school_asking.py", "schools_need_not_be_told"): INSIDE,
    ("cases/actions/update_clocks.py", "start_of_outcome"): INSIDE,
    ("cases/actions/update_clocks.py", "start_of_report"): INSIDE,
    ("cases/actions/update_clocks.py", "start_of_victim"): INSIDE,
    ("cases/actions/update_clocks.py", "start_updates"): INSIDE,
    ("cases/actions/update_clocks.py", "step"): INSIDE,
    ("cases/actions/update_clocks.py", "withdraw"): INSIDE,
    ("cases/actions/update_clocks.py", "withdraw_of_incident"): INSIDE,
    ("cases/actions/cases.py", "require_open"): READS,
    ("cases/actions/children.py", "ask_for_notices"): ASKS,
    ("cases/actions/pairs.py", "note_pair"): INSIDE,
    ("cases/actions/pairs.py", "require_reasoning"): READS,
    ("cases/actions/pairs.py", "require_turn_said"): READS,
    ("cases/actions/pairs.py", "turned_round"): READS,
    ("cases/actions/turned_round.py", "known_otherwise"): READS,
    ("cases/actions/turned_round.py", "require_who_is_afraid"): READS,
    ("cases/actions/turned_round.py", "note_turned_round"): ASKS,
    ("cases/actions/case_changes.py", "note_change"): INSIDE,
    ("cases/actions/case_life.py", "clock_of"): READS,
    ("cases/actions/case_life.py", "give_case"): INSIDE,
    ("cases/actions/case_life.py", "give_safeguard"): INSIDE,
    ("cases/actions/case_life.py", "stand_in_for"): READS,
    ("cases/actions/case_life.py", "may_have"): READS,
    ("cases/actions/cases.py", "may_see"): READS,
    ("cases/actions/cases.py", "require_fit_owner"): READS,
    ("cases/actions/disclosures.py", "ask_a_supervisor"): ASKS,
    ("cases/actions/disclosures.py", "become"): INSIDE,
    ("cases/actions/disclosures.py", "save"): INSIDE,
    ("cases/actions/disclosures.py", "note"): INSIDE,
    ("cases/actions/disclosures.py", "whoever_acts"): READS,
    ("cases/actions/referrals.py", "ask_to_refer_again"): ASKS,
    ("cases/actions/referrals.py", "asking_again"): READS,
    ("cases/actions/referrals.py", "flagged_with"): READS,
    ("cases/actions/asked_referrals.py", "ask_no_more"): INSIDE,
    ("cases/actions/hearings.py", "again_on"): READS,
    ("cases/actions/hearings.py", "waiting_again"): READS,
    ("cases/actions/hearings.py", "bring_forward"): INSIDE,
    ("cases/actions/referrals.py", "last_heard"): READS,
    ("cases/actions/referrals.py", "move"): INSIDE,
    ("cases/actions/referrals.py", "require_held"): READS,
    ("cases/actions/shares.py", "end_all_of"): INSIDE,
    ("cases/actions/access.py", "answer_due_on"): READS,
    ("cases/actions/statistics.py", "publish_due"): ASKS,
    ("register/actions/breaches.py", "suspect_overdue"): INSIDE,
    ("register/actions/breaches.py", "write_breach"): INSIDE,
    ("register/actions/changes.py", "write_change"): INSIDE,
    ("register/actions/told_facts.py", "record_told_facts"): ASKS,
    ("register/actions/duties.py", "sweep_overdue"): ASKS,
    ("register/actions/duties.py", "store_duties"): ASKS,
    ("cases/actions/instruments.py", "begin_sheet"): INSIDE,
    ("cases/actions/instruments.py", "figure_on"): READS,
    ("cases/actions/instruments.py", "require_instrument"): READS,
    ("cases/actions/lowering.py", "wait_for_case"): READS,
    ("cases/actions/near_alerts.py", "check_moves"): ASKS,
    ("cases/actions/risk.py", "reassess_after"): ASKS,
    ("cases/actions/risk.py", "require_judge"): READS,
    ("cases/actions/risk.py", "sweep_risk"): ASKS,
    ("cases/actions/risk_levels.py", "carry_level"): INSIDE,
    ("cases/actions/risk_levels.py", "lowered_state"): READS,
    ("cases/actions/risk_levels.py", "move"): INSIDE,
    ("cases/actions/risk_levels.py", "overtake"): INSIDE,
    ("cases/actions/risk_levels.py", "place"): INSIDE,
    ("cases/actions/risk_levels.py", "risk_of"): READS,
    ("cases/actions/risk_levels.py", "set_clock"): INSIDE,
    ("cases/actions/risk_levels.py", "start_clock"): INSIDE,
    ("cases/actions/risk_levels.py", "stop_clock"): INSIDE,
    ("register/actions/moves.py", "ask_for_move_check"): INSIDE,
    ("register/actions/alerts.py", "close"): INSIDE,
    ("register/actions/alerts.py", "first_status"): INSIDE,
    ("register/actions/alert_clock.py", "clock_from_now"): READS,
    ("register/actions/alert_clock.py", "danger_limit"): READS,
    ("register/actions/national_queue.py", "look_after_the_queue"): ASKS,
    ("register/actions/unroutable.py", "key_of"): READS,
    ("register/actions/telling.py", "tell_forces"): ASKS,
    ("register/actions/telling.py", "tell_of_address"): ASKS,
    ("register/actions/alerts.py", "deliver"): ASKS,
    ("register/actions/alerts.py", "send_word"): READS,
    ("register/actions/deliveries.py", "deliver_together"): MANY,
    ("register/actions/alerts.py", "escalate_overdue"): ASKS,
    ("register/actions/facts.py", "provenance_of"): READS,
    ("register/actions/facts.py", "is_no_name"): READS,
    ("register/actions/facts.py", "new_name"): INSIDE,
    ("register/actions/facts.py", "new_address"): INSIDE,
    ("register/actions/facts.py", "new_phone"): INSIDE,
    ("register/actions/facts.py", "new_identifier"): INSIDE,
    ("register/actions/facts.py", "new_vehicle"): INSIDE,
    ("register/actions/facts.py", "ask_to_check"): ASKS,
    ("register/actions/misuse.py", "watch_hourly"): ASKS,
    ("register/actions/misuse.py", "watch_nightly"): ASKS,
    ("audit/web/actions.py", "parts_of"): READS,
    ("register/actions/disposal.py", "sweep_log_details"): ASKS,
    ("register/actions/joining.py", "stand_anew"): INSIDE,
    ("register/actions/retention.py", "bring_forward"): INSIDE,
    ("register/actions/retention.py", "awaiting"): READS,
    ("register/actions/retention.py", "refuse_against"): READS,
    ("register/actions/batch_items.py", "refused"): READS,
    ("register/actions/conflicts.py", "agree"): ASKS,
    ("register/actions/received_facts.py", "current_home"): READS,
    ("register/actions/received_facts.py", "current_name"): READS,
    ("register/actions/received_facts.py", "is_disputed"): READS,
    ("register/actions/received_facts.py", "part_of"): READS,
    ("register/actions/received_facts.py", "stands_already"): READS,
    ("register/actions/received_facts.py", "take_word"): INSIDE,
    ("register/actions/received_facts.py", "with_part"): READS,
    ("register/actions/batches.py", "missing_of"): READS,
    ("register/actions/feeds.py", "come_from"): READS,
    ("register/actions/feeds.py", "importer"): READS,
    ("register/actions/feeds.py", "tell"): READS,
    ("register/actions/received_many.py", "enter_all"): INSIDE,
    ("register/actions/received_facts.py", "rows_of_new"): READS,
    ("register/actions/feeds.py", "quarantined"): READS,
    ("register/actions/decisions.py", "waits_for_second"): READS,
    ("register/actions/joining.py", "move"): INSIDE,
    ("register/actions/joining.py", "hold"): READS,
    ("register/actions/joining.py", "stand_together"): INSIDE,
    ("register/actions/joining.py", "stand_apart"): INSIDE,
    ("register/actions/joining.py", "tell_of_undoing"): ASKS,
    ("register/actions/joining.py", "tell_supervisors_of_undoing"): ASKS,
    ("register/actions/joining.py", "ask_about_number"): ASKS,
    ("register/actions/joining.py", "are_asked"): READS,
    ("register/actions/joining.py", "compare_anew"): INSIDE,
    ("register/actions/joining.py", "everybody_of"): READS,
    ("register/actions/joining.py", "are_kept_apart"): READS,
    ("register/actions/joining.py", "refuse_against_a_decision"): READS,
    ("register/actions/management.py", "hand_over"): ASKS,
    ("register/actions/management.py", "name_manager"): INSIDE,
    ("register/actions/management.py", "settle"): INSIDE,
    ("register/actions/match_queue.py", "waiting"): READS,
    ("register/actions/match_queue.py", "work"): ASKS,
    ("register/actions/matching.py", "match_person"): ASKS,
    ("register/actions/matching.py", "pairs_of"): READS,
    ("register/actions/matching.py", "change_for"): READS,
    ("register/actions/matching.py", "may_join"): READS,
    ("register/actions/orders.py", "record_condition"): INSIDE,
    ("register/actions/orders.py", "require_kind"): READS,
    ("register/actions/orders.py", "require_dates"): READS,
    ("register/actions/orders.py", "new_condition"): INSIDE,
    ("register/actions/orders.py", "move"): INSIDE,
    ("register/actions/orders.py", "note_status"): INSIDE,
    ("register/actions/orders.py", "after_order_change"): INSIDE,
    ("register/actions/orders.py", "next_check_of"): READS,
    ("register/actions/orders.py", "tags_end_on"): READS,
    ("register/actions/orders.py", "ask_to_register"): ASKS,
    ("register/actions/orders.py", "tell_team"): ASKS,
    ("register/actions/order_sweeps.py", "sweep_orders"): ASKS,
    ("register/actions/outbox.py", "enqueue"): INSIDE,
    ("register/actions/outbox.py", "claim"): OUTBOX,
    ("register/actions/outbox.py", "claim_fresh"): OUTBOX,
    ("register/actions/outbox.py", "due_among"): READS,
    ("register/actions/outbox.py", "finish"): OUTBOX,
    ("register/actions/outbox.py", "give_back"): OUTBOX,
    ("register/actions/outbox.py", "fail"): OUTBOX,
    ("register/actions/outbox.py", "is_waiting"): READS,
    ("register/actions/outbox.py", "waiting"): READS,
    ("register/actions/plans.py", "plan_in_force"): READS,
    ("register/actions/transfers.py", "hold"): READS,
    ("register/actions/people.py", "ask_to_complete"): ASKS,
    ("register/actions/people.py", "missing_facts"): READS,
    ("register/actions/registration_moves.py", "absence_now"): READS,
    ("register/actions/registration_moves.py", "facts_of"): READS,
    ("register/actions/registration_moves.py", "keep_period"): INSIDE,
    ("register/actions/registration_moves.py", "move"): INSIDE,
    ("register/actions/registration_moves.py", "note"): INSIDE,
    ("register/actions/registration_moves.py", "resting_status"): READS,
    ("register/actions/relinking.py", "run_to_report"): CURSOR,
    ("register/actions/relinking.py", "run_to_apply"): CURSOR,
    ("register/actions/relinking.py", "people_left"): READS,
    ("register/actions/relinking.py", "report"): CURSOR,
    ("register/actions/relinking.py", "counted"): READS,
    ("register/actions/relinking.py", "people_to_apply"): READS,
    ("register/actions/relinking.py", "apply"): ASKS,
    ("register/actions/received_facts.py", "enter_received"): INSIDE,
    ("register/actions/received_facts.py", "compare_received"): INSIDE,
    ("register/actions/reference.py", "load_warning_signals"): ASKS,
    ("register/actions/reason_samples.py", "draw_samples"): ASKS,
    ("register/actions/tasks.py", "give_tasks"): ASKS,
    ("register/actions/tasks.py", "resume_held"): ASKS,
    ("register/actions/tasks.py", "put_off"): INSIDE,
    ("register/actions/tasks.py", "close"): INSIDE,
    ("register/actions/tasks.py", "doers"): READS,
    ("register/actions/tasks.py", "require_fit"): READS,
    ("register/actions/tasks.py", "may_do"): READS,
    ("register/actions/tasks.py", "hand_to"): INSIDE,
    ("register/actions/tasks.py", "unhand"): INSIDE,
    ("register/actions/plans.py", "hand_on"): INSIDE,
    ("register/actions/own_records.py", "look_again"): ASKS,
    ("register/actions/own_records.py", "particular_of"): READS,
    ("register/actions/own_records.py", "digest_of"): READS,
    ("register/actions/touches.py", "read_log"): ASKS,
    ("register/actions/touches.py", "remind_of_touches"): NOTICES,
    ("register/actions/inbox.py", "put"): INSIDE,
    ("register/actions/inbox.py", "take_back"): NOTICES,
    ("register/actions/inbox.py", "mail_digests"): ASKS,
    ("register/actions/escalation.py", "watch_work"): NOTICES,
    ("register/actions/integrity.py", "run_checks"): NOTICES,
    ("register/actions/handover.py", "granted"): READS,
    ("register/actions/handover.py", "sweep_handovers"): ASKS,
    ("register/actions/handover.py", "hand_over_of"): ASKS,
    ("register/actions/handover.py", "ask_for_handover"): INSIDE,
    ("cases/actions/reference.py", "load_support_services"): ASKS,
}
# Modules outside `actions` that write, or speak SQL themselves.
WRITERS = {
    "register/jobs.py": "That a periodic job began and ended; what it does is done by actions.",
    "accounts/adapters.py": "allauth changes a password; the adapter writes the event in the same transaction.",
    "accounts/kept_answers.py": "What an act was answered, in its own transaction; and the lock of a turn.",
    "accounts/models/user.py": "The manager's `create_user`, which Django's contract asks for; `create_user` calls it.",
    "accounts/planned.py": "It gives what it is asked on to PostgreSQL; those who ask are named here.",
    "accounts/shared_sql.py": "It reads what querysets are written as.",
    "accounts/together.py": "It reads, in SQL of its own.",
    "accounts/sessions.py": "The session store, no table of ours; each ended session is an event.",
    "audit/core/entry.py": "The log itself.",
    "cases/attachments/store.py": "Files outside the database, no table of ours; an act keeps each with its row.",
    "cases/statistics/counting.py": "It reads, in SQL of its own.",
    "cases/queues.py": "Who has what, inside the act that hands work over.",
    "register/change_feed/log.py": "It reads, in SQL of its own.",
    "register/webhooks/sending.py": "The queue of messages, which moves with each attempt; what ends one is an act.",
    "register/duties/recompute.py": "What follows from the facts, stored inside the action that changed one of them.",
    "register/imports/loading.py": "The counters of an import, which move with every row; its rows are actions.",
    "cases/concern.py": "It reads, in SQL of its own.",
    "register/own_records.py": "It reads, in SQL of its own.",
    "register/lookup/candidates.py": "It reads, in SQL of its own.",
    "register/lookup/held_facts.py": "It reads, in SQL of its own.",
    "register/lookup/listing.py": "It reads, in SQL of its own.",
    "register/lookup/rebuild.py": "What lookup reads: derived from audited rows, made again at any time.",
    "register/lookup/restricted.py": "It reads, in SQL of its own.",
    "register/lookup/search.py": "It reads, in SQL of its own.",
    "register/lookup/upkeep.py": "What lookup reads: derived from audited rows, made again at any time.",
    "register/imports/turns.py": "It takes a lock of PostgreSQL.",
    "register/touches.py": "It reads, in SQL of its own.",
    "register/reconciliation.py": "It reads, in SQL of its own.",
    "register/matching/candidates.py": "It reads, in SQL of its own.",
    "register/matching/how_common.py": "It reads, in SQL of its own.",
    "register/matching/turns.py": "It takes a lock of PostgreSQL.",
    "register/models/insert.py": "Many rows in one statement, for the actions that receive a feed.",
    "audit/core/erasure.py": "Lawful erasure, through the one function of the log that may do it.",
    "register/retention/erasing.py": "What disposal erases, inside the frame of the act that approves it.",
    "register/retention/returning.py": "Which references are known when they come again, inside that act.",
    "cases/priority.py": "Where people stand in the priority list: derived, made again at any time.",
    "register/retention/keeping.py": "The day of each review: derived from audited rows, made again at any time.",
    "register/web/kept_terms.py": "The cache of one session, no table of ours.",
    "audit/tlog/publishing.py": "It reads the tree, in SQL of its own, as dar_sealer; what it writes are files.",
    "audit/tlog/running.py": "The sealer's own look at what waits, on a session of its own; no act of anybody.",
    "audit/tlog/sealing.py": "The sealed log: numbers and hashes of events that are committed already, as dar_sealer.",
    "audit/tlog/standing.py": "Asks PostgreSQL's own function how much waits; writes nothing.",
    "audit/tlog/witnessing.py": "Who else vouches for the log, and how each witness was found, as dar_sealer.",
    "audit/tlog/signing.py": "Checkpoints of the sealed log: what is signed about it, as dar_sealer.",
}
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "set_password"}
SQL = {"execute", "executemany", "raw", "extra"}


def actions() -> list[tuple[str, FUNCTION, ast.Call]]:
    """Module, function and `@action(…)` of every action, those that only their own module calls included."""
    found = []
    for path in action_modules():
        for node in tree_of(path).body:
            if isinstance(node, FUNCTION) and (frame := decorator(node, "action")):
                found.append((path, node, frame))
    return found


EVERY_ACTION = [pytest.param(*each, id=each[1].name) for each in actions()]


def test_what_an_actions_module_offers_is_an_action() -> None:
    offered = {(path, each.name) for path in action_modules() for each in public_functions(path)}
    framed = {(path, function.name) for path, function, _ in actions()}

    assert offered - framed - NO_ACTION.keys() == set()


def test_no_excuse_outlives_its_function() -> None:
    offered = {(path, each.name) for path in action_modules() for each in public_functions(path)}
    framed = {(path, function.name) for path, function, _ in actions()}

    assert NO_ACTION.keys() - (offered - framed) == set()


@pytest.mark.parametrize(("path", "function", "frame"), EVERY_ACTION)
def test_an_action_takes_one_thing_and_the_rest_by_name(path: str, function: FUNCTION, frame: ast.Call) -> None:
    arguments = function.args

    assert len(arguments.posonlyargs + arguments.args) == 1
    assert arguments.vararg is None
    assert [each.arg for each in arguments.kwonlyargs][:3] == ["entry", "actor", "reason"]


@pytest.mark.parametrize(("path", "function", "frame"), EVERY_ACTION)
def test_an_action_names_its_event_and_its_policy(path: str, function: FUNCTION, frame: ast.Call) -> None:
    named = {each.arg: ast.unparse(each.value) for each in frame.keywords}

    assert named.keys() - {"lock", "turn"} == {"event", "policy"}
    assert named["event"].startswith("events.")
    assert named.get("lock", "False") == "False"


@pytest.mark.parametrize(("path", "function", "frame"), EVERY_ACTION)
def test_an_action_says_what_it_does_and_gives(path: str, function: FUNCTION, frame: ast.Call) -> None:
    assert function.name.startswith("_") or ast.get_docstring(function)
    assert function.returns is not None


def writes_in(tree: ast.AST) -> list[str]:
    """What a module does that changes rows, or could."""
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute):
            text, name = ast.unparse(call.func), call.func.attr
            of_rows = name == "update" and ("objects" in text or "filter(" in text)
            if name in WRITES | SQL or of_rows:
                found.append(text)
    return found


@pytest.mark.parametrize(
    ("code", "is_write"),
    [
        pytest.param("person.save()", True, id="save"),
        pytest.param("Person.objects.create(name='')", True, id="create"),
        pytest.param("Person.objects.filter(pk=1).update(name='')", True, id="update of rows"),
        pytest.param("cursor.execute('DELETE FROM person')", True, id="SQL"),
        pytest.param("digest.update(chunk)", False, id="update of something else"),
        pytest.param("register_person(force, actor=actor)", False, id="an action"),
    ],
)
def test_a_write_is_told_from_a_call(code: str, is_write: bool) -> None:
    assert bool(writes_in(ast.parse(code))) is is_write


def test_nobody_but_actions_writes() -> None:
    others = set(modules(*APPS)) - set(action_modules())
    # A call of an action that happens to be named like a write.
    found = {path for path in others if [w for w in writes_in(tree_of(path)) if not w.startswith("user_actions.")]}

    assert found - WRITERS.keys() == set()
    assert WRITERS.keys() - found == set()


def test_no_page_or_command_speaks_sql() -> None:
    edges = [path for path in modules(*APPS) if any(part in path for part in ("/web/", "/api/", "/management/"))]
    found = {path for path in edges for call in calls(path) if getattr(call.func, "attr", "") in SQL}

    assert edges
    assert found == set()
