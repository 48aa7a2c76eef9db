"""How each field of casework must be handled."""

from __future__ import annotations

from collections.abc import Mapping

from audit.core.handling import Fields, fields

HANDLING: Mapping[str, Fields] = {
    "cases.Case": fields(
        operational="id reference person force owner opened_at next_review_on closed_at version",
    ),
    "cases.CaseChange": fields(
        operational="id case step owner next_review_on limit_code changed_at changed_by", free_text="why"
    ),
    "cases.Child": fields(
        operational="id case person force lives_with_victim recorded_at",
        personal="name date_of_birth",
        free_text="note",
    ),
    # Neither how near nor to which place: both would help to find what is protected.
    "cases.NearAlert": fields(
        operational="id reference person address typed_by caused_by force victim case place condition is_linked "
        "status raised_at due_at limit_code answered_at answered_by version",
        personal="nearness metres",
        free_text="what_was_done",
    ),
    "cases.NearAlertStatusChange": fields(operational="id alert to_status changed_at changed_by"),
    "cases.Pair": fields(
        operational="id case force person person_role victim victim_role starts_on ends_on recorded_at version",
        personal="relationship",
    ),
    "cases.PairChange": fields(
        operational="id pair person_role victim_role starts_on ends_on changed_at changed_by",
        personal="relationship",
        free_text="why",
    ),
    # What shows who is afraid of whom speaks of health and of sexual violence (Data Protection Act 2018 s.35(8)).
    "cases.CounterAllegation": fields(
        operational="id case pair person force direction recorded_at recorded_by",
        special="primary afraid injuries control history evidence",
    ),
    # The judgement speaks of health, drink, drugs and sexual violence (Data Protection Act 2018 s.35(8)).
    "cases.RiskAssessment": fields(
        operational="id case person force level assessed_at assessed_by review_on",
        special="judgement",
        free_text="instrument",
    ),
    "cases.SafeContactRule": fields(
        operational="id person force channel may_leave_voicemail is_in_refuge has_left_refuge confirmed_on "
        "confirmed_by confirm_by_on recorded_at ended_at",
        personal="days rings_from rings_until hours code_word",
        free_text="who_may_answer what_to_say",
    ),
    "cases.Safeguard": fields(
        operational="id pair person force kind owner starts_on review_on ends_on version",
        free_text="instruction",
    ),
}
