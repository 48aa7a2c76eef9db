"""How each field of the register must be handled."""

from __future__ import annotations

from collections.abc import Mapping

from audit.core.handling import Fields, fields

_FACT = fields(
    operational="id person starts_on ends_on source standing is_confirmed force recorded_by recorded_at",
    personal="doubt",
)

_PEOPLE: Mapping[str, Fields] = {
    "register.Person": fields(
        operational="id reference owner_force subject_category is_restricted lead created_at disposed_at version",
        personal="display_name sex date_of_birth date_of_birth_as_received date_of_birth_doubt",
    ),
    "register.PersonGrant": fields(
        operational="id permission user content_object starts_at expires_at given_by given_at review_on",
        free_text="why",
    ),
    "register.BrokenGlass": fields(
        operational="id reference person user force owner_force ground opened_at until_at review_due_at outcome "
        "reviewed_at reviewed_by version",
        free_text="why incident_number review_reason",
    ),
    "register.ReasonSample": fields(
        operational="id reference force month_on event user person code reason has_incident read_at drawn_at due_on "
        "asked_at asked_by explained_at decision decided_at decided_by version",
        personal="officer",
        free_text="question explanation words",
    ),
    "register.LocalRecord": fields(
        operational="id person force local_reference digest received_at source sequence content_sha256 changed_on",
        personal="facts",
        free_text="remarks",
    ),
    "register.PersonName": _FACT | fields(operational="kind", personal="forenames surname"),
    "register.Address": _FACT
    | fields(operational="kind police_force protection", personal="line_1 line_2 town postcode uprn easting northing"),
    "register.Phone": _FACT | fields(operational="protection", personal="as_received e164 digits"),
    "register.Vehicle": _FACT | fields(personal="registration_mark description"),
    "register.OnlineHandle": _FACT | fields(personal="service handle"),
    "register.Identifier": _FACT | fields(operational="kind", personal="value as_received"),
    "register.Sighting": _FACT | fields(operational="seen_at", personal="place", free_text="note incident_number"),
    # Some signals speak of health: ailment, mental health, contagious (Data Protection Act 2018 s.35(8)).
    "register.DangerMarker": _FACT | fields(operational="review_on", special="signal", free_text="narrative"),
    "register.WarningSignal": fields(operational="id code title meaning rank"),
}

_LAW: Mapping[str, Fields] = {
    "register.Conviction": fields(
        operational="id person force kind follows varied_on recorded_at version",
        personal="cjs_code offence_title convicted_on sentenced_on court court_name disposal term_months "
        "term_days term_link overlap_months overlap_days is_under_18 is_schedule_3_offence "
        "has_domestic_abuse_finding quashed_on appeal_court",
    ),
    "register.MappaListing": fields(
        operational="id person force category level starts_on ends_on recorded_by recorded_at",
        personal="has_domestic_abuse_marker",
    ),
    "register.Registration": fields(
        operational="id person managing_force offender_manager gate regime risk_of_serious_harm status starts_on "
        "ends_on is_indefinite next_review_on review_limit_code proposed_by decided_by decided_at notice_given_on "
        "notice_means management_level is_reactive next_visit_on plan_due_on created_at version",
        personal="notice_given_by system_proposal",
        free_text="gate_reason proportionality",
    ),
    "register.RegistrationStatusChange": fields(
        operational="id registration from_status to_status changed_at changed_by effective_on",
        free_text="why authority",
    ),
    "register.RegistrationReview": fields(
        operational="id registration outcome risk_of_serious_harm was_due_on reviewed_on reviewed_by next_review_on "
        "limit_code recorded_at",
        free_text="reasons",
    ),
    "register.IndefiniteReview": fields(
        operational="id registration requirement first_notified_on applied_on acknowledgement_due_on acknowledged_on "
        "information_asked_on information_due_on decision_due_on outcome decided_on decided_by appeal_due_on "
        "again_from_on appeal_allowed_on recorded_at",
        free_text="reasons appeal_court",
    ),
    "register.RegistrationAppeal": fields(
        operational="id registration lodged_on is_stayed stayed_on stay_ended_on outcome decided_on recorded_at",
        free_text="court",
    ),
    "register.NotificationRequirement": fields(
        operational="id registration regime conviction relevant_on is_under_18 ends_on ended_on recorded_by "
        "recorded_at",
        personal="disposal term_months term_days explanation",
        free_text="ended_why",
    ),
    "register.Absence": fields(
        operational="id person kind starts_on expected_end_on ended_on is_return_told recorded_by recorded_at version",
        free_text="how_known",
    ),
    "register.NotifiableChange": fields(
        operational="id reference registration kind happened_on happens_at expected_on known_on has_come_to_nothing "
        "order recorded_by recorded_at version",
        personal="particulars",
        free_text="detail why_not",
    ),
    "register.Stay": fields(
        operational="id registration starts_on ends_on change recorded_by recorded_at",
        personal="place place_key",
    ),
    "register.Notification": fields(
        operational="id reference registration taken_at taken_by method identity_check refused method_doubt force "
        "has_fixed_abode recorded_at",
        personal="taken_by_name identity_detail phone_told",
        free_text="police_station remarks",
    ),
    "register.NotificationItem": fields(
        operational="id notification kind change outcome", personal="particulars", free_text="said doubt"
    ),
    "register.Acknowledgement": fields(operational="id notification language digest printed_at printed_by"),
    "register.Breach": fields(
        operational="id reference registration kind regime duty item notification status offence_code offence_title "
        "offence_note excuse_recorded_by outcome opened_at opened_by version",
        free_text="excuse referred_to referral_number",
    ),
    "register.BreachStatusChange": fields(
        operational="id breach from_status to_status changed_at changed_by", free_text="why"
    ),
    "register.NotificationDuty": fields(
        operational="id registration key kind regime limit_code starts_on due_at due_on explanation met_by met_on "
        "ended_on ended_why overdue_noted_at",
    ),
    "register.ProtectiveOrder": fields(
        operational="id person force kind status considered_at decision_due_at applied_on hearing_on hearing_due_at "
        "interim_made_on interim_served_on made_on is_without_notice aware_on served_on served_at served_means "
        "ends_on ended_on arrest_power appealed_on appeal_ended_on certificate_sha256 breach_count next_check_on "
        "recorded_at version",
        personal="reference_number served_by responsible_person",
        free_text="court applicant ends_when doubt",
    ),
    "register.OrderStatusChange": fields(
        operational="id order from_status to_status happened_on changed_at changed_by",
        free_text="why",
    ),
    "register.OrderCondition": fields(
        operational="id order type distance_metres starts_on ends_on is_monitored monitoring_starts_on "
        "monitoring_ends_on",
        personal="place postcode uprn easting northing area",
        free_text="text",
    ),
    "register.OrderCondition_protected_people": fields(operational="id ordercondition person"),
    "register.OrderBreach": fields(
        operational="id order force occurred_at arrested_at court_due_at limit_code recorded_at recorded_by",
        personal="cjs_code",
        free_text="incident_number account",
    ),
    "register.ComplianceReport": fields(
        operational="id order outcome reported_on recorded_at recorded_by",
        personal="reported_by",
        free_text="note",
    ),
}

_MANAGEMENT: Mapping[str, Fields] = {
    "register.ManagerAssignment": fields(
        operational="id registration force manager assigned_at assigned_by", free_text="why"
    ),
    "register.ManagementRisk": fields(
        operational="id registration level is_reactive decided_on decided_by asked_by recorded_at", free_text="why"
    ),
    "register.RiskLowering": fields(
        operational="id registration level is_reactive asked_by asked_at is_agreed answered_by answered_at",
        free_text="why answer_reason",
    ),
    "register.Visit": fields(
        operational="id reference registration person force status officer planned_on visited_at outcome place "
        "is_unannounced recorded_at recorded_by version",
        free_text="plan_note present circumstances concerns follow_up",
    ),
    "register.RiskPlan": fields(
        operational="id registration force number status level mappa_level written_by written_at in_force_on "
        "answered_by answered_at",
        free_text="risks protection strategy answer_reason",
    ),
    "register.PlanStatusChange": fields(operational="id plan from_status to_status changed_at changed_by"),
    "register.PlanAction": fields(
        operational="id reference registration plan person owner due_on status created_at created_by closed_at "
        "closed_by",
        free_text="measure outcome",
    ),
    "register.PlanActionChange": fields(
        operational="id action to_status owner due_on changed_at changed_by", free_text="why"
    ),
    "register.ManagementTransfer": fields(
        operational="id reference registration person from_force to_force status level move_alert offered_at "
        "offered_by due_at limit_code answered_at answered_by manager version",
        free_text="why summary answer_reason",
    ),
    "register.TransferStatusChange": fields(operational="id transfer to_status changed_at changed_by"),
    "register.VisitStatusChange": fields(
        operational="id visit from_status to_status changed_at changed_by", free_text="why"
    ),
}

_WORK: Mapping[str, Fields] = {
    "register.Alert": fields(
        operational="id reference kind person from_force to_force address match transfer status raised_at raised_by "
        "due_at limit_code delivered_at read_at answered_at answered_by escalated_at version about "
        "actioned_at actioned_by",
        free_text="answer_reason action_taken",
    ),
    "register.UnroutedAlert": fields(
        operational="id reference kind cause person from_force address alert raised_at raised_by due_at limit_code "
        "escalated_at outcome settled_at settled_by sent_on_as version",
        free_text="settle_reason",
    ),
    "register.AlertStatusChange": fields(operational="id alert to_status changed_at changed_by"),
    "register.Match": fields(
        operational="id reference one other force_one force_other weight outcome rule model_version status "
        "is_by_person asked_by asked_at decided_by decided_at due_at limit_code created_at updated_at version",
        personal="steps",
        free_text="asked_why why",
    ),
    "register.MatchStatusChange": fields(
        operational="id match from_status to_status changed_at changed_by", free_text="why"
    ),
    "register.MatchRun": fields(
        operational="id model_version last_person people changes reported_at applied finished_at started_at",
    ),
    "register.Task": fields(
        operational="id reference kind title person force team owner due_on created_at done_at done_by version "
        "first_due_on status held_until",
        free_text="detail outcome",
    ),
    "register.TaskStatusChange": fields(
        operational="id task step to_status owner due_on held_until changed_at changed_by", free_text="why"
    ),
    "register.Countersignature": fields(
        operational="id reference task act rank target details asked_by asked_at is_agreed answered_by answered_at",
        free_text="why answer_reason",
    ),
    "register.Watch": fields(operational="id source number force due_on next_on opened_at closed_at"),
    "register.Escalation": fields(operational="id watch force step round taken_on told limit_code taken_at"),
    "register.Notice": fields(
        operational="id reference user topic key source step people page argument due_on count is_of_team created_at "
        "renewed_at read_at acknowledged_at emailed_at"
    ),
    "register.MisuseAlert": fields(
        operational="id reference rule rule_version settings user force about measured started_at ended_at entries "
        "entry_count raised_at due_on came_of_it answered_at answered_by version",
        personal="officer",
        free_text="words",
    ),
    "register.Heartbeat": fields(operational="job started_at ended_at claimed_until done problem"),
    "register.IntegrityRun": fields(operational="id check_code checked_on started_at ended_at found is_cut problem"),
    "register.IntegrityFinding": fields(
        operational="id check_code what number reference argument force first_found_on last_found_on gone_at"
    ),
    "register.Digest": fields(operational="id user sent_on count created_at"),
    "register.Handover": fields(operational="id user to_user force source number why leave handed_over_at settled_at"),
    "register.Webhook": fields(
        operational="id reference client url secret old_secret old_secret_until created_at ended_at end",
    ),
    "register.WebhookProgress": fields(
        operational="id webhook began transaction event leased_until rests_until failing_since failures",
    ),
    "register.WebhookDelivery": fields(
        operational="id webhook event created_at not_before attempts last_answer done_at given_up_at",
    ),
    "register.Outbox": fields(
        operational="id kind payload created_at not_before leased_until attempts done_at parked_at last_error",
    ),
}

# A file and a row of it that could not be read may hold anything, a force's own remarks among it.
_FEEDS: Mapping[str, Fields] = {
    "register.FeedRun": fields(
        operational="id reference force file_sha256 mapping encoding status problem rows_total rows_read rows_new "
        "rows_changed rows_same rows_quarantined rows_doubtful started_by created_at finished_at",
        free_text="file_name",
    ),
    "register.FeedSource": fields(operational="id force code last_sequence created_at"),
    "register.SequenceGap": fields(operational="id source first last noticed_at"),
    "register.ReceivedBatch": fields(
        operational="id reference source sequence content_sha256 items outcomes received_at",
    ),
    "register.RecordConflict": fields(
        operational="id reference record person force field found_at outcome decided_at decided_by version",
        personal="said",
        free_text="why",
    ),
    "register.FeedPart": fields(operational="id run number", free_text="content"),
    "register.QuarantinedRow": fields(
        operational="id run number line local_reference digest column settled_at settled_by person version",
        personal="problem remedy",
        free_text="record",
    ),
}

_RETENTION: Mapping[str, Fields] = {
    "register.RetentionClock": fields(
        operational="person force group limit_code review_due_on look_on worked_out_on",
    ),
    "register.LegalHold": fields(
        operational="id reference person force placed_at placed_by review_on lifted_at lifted_by version",
        free_text="why authority lifted_why",
    ),
    # Some questions ask about health, drink and drugs (Data Protection Act 2018 s.35(8)).
    "register.RetentionReview": fields(
        operational="id reference person force group limit_code due_on status next_review_on reviewed_at reviewed_by "
        "version",
        special="answers",
        free_text="why",
    ),
    "register.Disposal": fields(
        operational="id reference person force group limit_code due_on asked_by asked_at approved_by disposed_at "
        "erased blanked log_values_erased digest log_due_on log_erased_at",
    ),
    "register.DisposedReference": fields(operational="id force key disposal"),
    "register.RetentionReviewStatusChange": fields(
        operational="id review from_status to_status changed_at changed_by", free_text="why"
    ),
}

# Copies of the facts in a shape that can be searched: a name word or a hash of two facts still points at somebody.
_LOOKUP: Mapping[str, Fields] = {
    "register.CardRow": fields(operational="person key_version is_match_due match_attempts", personal="facts keys"),
    "register.SearchKey": fields(operational="pk person", personal="hash"),
    "register.NameWord": fields(operational="people", personal="word sound"),
    "register.NameSlip": fields(operational="id word", personal="slip"),
}

# What people declared of themselves is read by them and by professional standards; the keys are made of it.
_STANDARDS: Mapping[str, Fields] = {
    "register.Particular": fields(
        operational="id reference user kind source declared_at declared_by ended_at ended_by",
        personal="forenames surname date_of_birth relationship line_1 postcode number_or_mark content_digest keys",
        free_text="why ended_why",
    ),
    # That a record is somebody's own says of them that they are held as a suspect or a victim.
    "register.OwnRecordBar": fields(
        operational="id reference user person barred_at lifted_at lifted_by version",
        personal="hits open_hits",
        free_text="lifted_why",
    ),
    "register.Touch": fields(
        operational="id reference kind user person force event code happened_at noticed_at outcome answered_at "
        "answered_by version",
        free_text="words",
    ),
    "register.CanaryRecord": fields(
        operational="id reference person force local_reference file_name run planted_at planted_by retired_at "
        "retired_by",
        personal="content",
        free_text="why retired_why",
    ),
    "register.SealedRecord": fields(
        operational="id reference person force reading_force sealed_at sealed_by opened_at opened_by version",
        free_text="why opened_why",
    ),
    "register.LogReading": fields(operational="id name transaction event"),
}

HANDLING: Mapping[str, Fields] = {
    **_PEOPLE, **_LAW, **_MANAGEMENT, **_WORK, **_FEEDS, **_RETENTION, **_LOOKUP, **_STANDARDS,
}  # fmt: skip
