"""How each field of casework must be handled."""

from __future__ import annotations

from collections.abc import Mapping

from audit.core.handling import Fields, fields

HANDLING: Mapping[str, Fields] = {
    # Of a file the database knows everything but what is in it; the name that somebody gave it may tell that.
    "cases.Attachment": fields(
        operational="id reference case person force incident kind media_type size sha256 key scan scanned_at status "
        "uploaded_at uploaded_by version",
        personal="name",
    ),
    "cases.AttachmentChange": fields(operational="id attachment step changed_at changed_by", free_text="why"),
    "cases.Agency": fields(operational="id reference force kind name is_listed recorded_at"),
    "cases.AgencyAccount": fields(operational="id agency user given_at given_by ended_at ended_by"),
    "cases.Attendance": fields(operational="id meeting agency presence recorded_at", personal="who"),
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
    # What is found, thought and said about a disclosure speaks of crimes, health and sexual life (DPA 2018 s.35(8)).
    "cases.Disclosure": fields(
        operational="id reference route force owner person at_risk asked_by channel received_at recorded_at "
        "recorded_by renews status due_on limit_code next_due_on version",
        personal="person_words at_risk_words asker_words",
        special="concern",
        free_text="safe_contact",
    ),
    "cases.DisclosureCheck": fields(
        operational="id disclosure is_pnc_checked is_pnd_checked is_visor_checked is_local_checked is_in_danger "
        "checked_at checked_by",
        special="found",
        free_text="what_was_done",
    ),
    "cases.DisclosureDecision": fields(
        operational="id disclosure is_to_disclose is_emergency has_credible_risk recipient decided_at decided_by",
        personal="recipient_words",
        special="lawful necessary proportionate wording",
    ),
    "cases.DisclosureDelivery": fields(
        operational="id disclosure decision told_at place undertaking told_by recorded_at",
        free_text="why_safe supported_by safety_plan",
    ),
    "cases.DisclosureForum": fields(
        operational="id disclosure held_on recorded_by recorded_at", special="view", free_text="agencies"
    ),
    "cases.DisclosureMeeting": fields(
        operational="id disclosure met_on identity is_alone met_by recorded_at",
        special="said",
        free_text="safety_advice",
    ),
    "cases.DisclosureReading": fields(operational="id decision is_agreed read_at read_by", free_text="why"),
    "cases.DisclosureStatusChange": fields(
        operational="id disclosure to_status changed_at changed_by", free_text="why"
    ),
    "cases.DisclosureStop": fields(
        operational="id disclosure starts_on ends_on stopped_by ended_by recorded_at", free_text="why"
    ),
    "cases.Development": fields(
        operational="id case person force incident kind happened_on recorded_at recorded_by withdrawn_at withdrawn_by",
        free_text="note why_withdrawn",
    ),
    # What was ticked speaks of health and of crime; the words of a caller may name where somebody is safe.
    "cases.Figure": fields(
        operational="id measure definition part quarter force basis shown revision published_on replaced_on"
    ),
    "cases.Incident": fields(
        operational="id reference force person person_role case happened_at source address incident_number status "
        "checked_at checked_by outcome outcome_on recorded_at recorded_by version",
        personal="caller caller_phone place",
        special="account has_weapons has_children has_strangulation has_injuries",
        free_text="officers_told how_checked",
    ),
    "cases.IncidentChange": fields(
        operational="id incident kind field changed_at changed_by",
        special="before after",
        free_text="why",
    ),
    "cases.IncidentParty": fields(
        operational="id incident person role recorded_at recorded_by",
        personal="words",
    ),
    "cases.Incident_orders": fields(operational="id incident protectiveorder"),
    # Where a child learns tells where a victim can be found.
    "cases.ChildSchool": fields(
        operational="id child person force education recorded_at recorded_by ended_at", personal="name lead contact"
    ),
    "cases.SchoolNotice": fields(
        operational="id reference child case person force status attended_at police_reference is_present due_at due_on "
        "limit_code means sent_at asked_at version",
        special="voice text",
        free_text="why_not",
    ),
    "cases.SchoolNoticeStatusChange": fields(operational="id notice to_status changed_at changed_by"),
    # Neither how near nor to which place: both would help to find what is protected.
    "cases.Meeting": fields(
        operational="id reference kind force owner starts_at held_on status recorded_at recorded_by version",
        personal="chair",
        free_text="place",
    ),
    # What meetings hear and decide speaks of crimes, health and sexual life (DPA 2018 s.35(8)).
    "cases.MeetingAction": fields(
        operational="id referral meeting force agency task due_on status recorded_at recorded_by",
        special="measure outcome",
    ),
    "cases.MeetingActionChange": fields(
        operational="id action to_status changed_at changed_by agency", special="outcome"
    ),
    "cases.MeetingMinutes": fields(operational="id referral meeting written_at written_by", special="said decided"),
    "cases.MeetingReferral": fields(
        operational="id reference kind force case person victim criterion knows referred_by referred_at recorded_by "
        "last_heard_on is_repeat hear_by_on status meeting heard_on flag_ends_on version",
        special="why view",
    ),
    "cases.MeetingShare": fields(
        operational="id reference referral agency force has_minutes starts_on ends_on shared_at shared_by ended_at "
        "ended_by",
        special="words",
        free_text="why why_ended",
    ),
    "cases.MeetingStatusChange": fields(
        operational="id meeting to_status starts_at changed_at changed_by", free_text="why"
    ),
    "cases.ReferralStatusChange": fields(
        operational="id referral to_status meeting changed_at changed_by", free_text="why"
    ),
    "cases.NearAlert": fields(
        operational="id reference person address typed_by caused_by force victim case place condition is_linked "
        "status raised_at due_at limit_code answered_at answered_by version",
        personal="nearness metres",
        free_text="what_was_done",
    ),
    "cases.NearAlertStatusChange": fields(operational="id alert to_status changed_at changed_by"),
    "cases.Observation": fields(
        operational="id reference force person case kind observed_at source source_grade known sharing recorded_at "
        "recorded_by graded_at graded_by version",
        special="words",
        free_text="conditions",
    ),
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
    # The judgement speaks of health, drink, drugs and sexual violence (Data Protection Act 2018 s.35(8)), and so do the
    # answers to an instrument and the reasons for a lower level.
    "cases.RiskAssessment": fields(
        operational="id case person force level level_before origin instrument assessed_at assessed_by agreed_by "
        "review_on",
        special="judgement",
    ),
    "cases.CaseRisk": fields(
        operational="id case person force level assessment review_on reassess_at due_on told_at lowered_until_on "
        "falls_back_to version",
    ),
    "cases.Lowering": fields(
        operational="id reference case person force level_before level is_renewal status asked_at asked_by asked_rank "
        "due_on answered_at answered_by answered_rank version",
        special="why answer",
    ),
    "cases.LoweringStatusChange": fields(operational="id lowering to_status changed_at changed_by"),
    "cases.InstrumentSheet": fields(
        operational="id reference case person force assessment lowering judged_level instrument instrument_version "
        "started_at started_by finished_at finished_by not_asked suggests difference version",
        special="said_yes points why_different",
    ),
    "cases.ItemAnswer": fields(
        operational="id sheet item answered_at answered_by",
        special="answer note",
    ),
    "cases.PriorityStanding": fields(
        operational="person force weights look_on worked_out_on",
        special="recency frequency gravity victims total last_crime_on crimes incidents harm_days victim_count",
    ),
    "cases.SafeContactRule": fields(
        operational="id person force channel may_leave_voicemail is_in_refuge has_left_refuge confirmed_on "
        "confirmed_by confirm_by_on recorded_at ended_at",
        personal="days rings_from rings_until hours code_word",
        free_text="who_may_answer what_to_say",
    ),
    "cases.Safeguard": fields(
        operational="id pair person force kind owner starts_on review_on ends_on address phone service tested_on "
        "ended_at ended_by version",
        personal="device supplier adviser",
        free_text="instruction ended_why",
    ),
    "cases.SafeguardChange": fields(
        operational="id safeguard what owner review_on ends_on changed_at changed_by", free_text="why"
    ),
    "cases.SafetyPlanStep": fields(
        operational="id safeguard due_on done_on recorded_at done_by version",
        personal="who",
        free_text="measure outcome",
    ),
    "cases.Signposting": fields(
        operational="id pair person force service way signposted_at signposted_by", free_text="note"
    ),
    "cases.SupportService": fields(
        operational="id code name telephone hours what_it_does areas needs languages source checked_on is_listed"
    ),
    "cases.VictimUpdate": fields(
        operational="id reference development case pair person force is_enhanced limit_code due_on explanation status "
        "told_at version",
    ),
    "cases.VictimUpdateStep": fields(
        operational="id update to_status means taken_at recorded_at recorded_by",
        free_text="note",
    ),
}
