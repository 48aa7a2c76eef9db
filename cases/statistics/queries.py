"""The counts of each measure in SQL: force, then one number for each part, in the order of the parts.

Each reads one window of time by the parameters `starts_at`, `ends_at` (moments) and `starts_on`, `ends_before` (days)
of the quarter, and `since_at`, so many `years` before its end. People whose keys stand in `left_out`
count nowhere. A person is counted once, whatever records stand for them: by their lead.
"""

from __future__ import annotations

from collections.abc import Mapping

_BY_ROLE = """
WITH told AS (
    SELECT incident.id, incident.force_id, party.person_id, party.role
    FROM cases_incident incident JOIN cases_incidentparty party ON party.incident_id = incident.id
    WHERE incident.happened_at >= %(since_at)s AND incident.happened_at < %(ends_at)s
        AND incident.status <> 'disproved' AND party.person_id IS NOT NULL
    UNION
    SELECT incident.id, incident.force_id, incident.person_id, incident.person_role
    FROM cases_incident incident
    WHERE incident.happened_at >= %(since_at)s AND incident.happened_at < %(ends_at)s
        AND incident.status <> 'disproved' AND incident.person_id IS NOT NULL
), present AS (
    SELECT told.id, told.force_id, told.role, COALESCE(person.lead_id, person.id) AS human
    FROM told JOIN register_person person ON person.id = told.person_id
    WHERE person.id <> ALL(%(left_out)s)
)
"""
_OFTEN = """
SELECT force_id, count(*) FILTER (WHERE events > 1), count(*) FILTER (WHERE events = 1)
FROM (
    SELECT force_id, human, count(DISTINCT id) AS events FROM present WHERE role = %(role)s GROUP BY force_id, human
) each GROUP BY force_id
"""
_SERIAL = """
SELECT force_id, count(*) FILTER (WHERE victims > 1), count(*) FILTER (WHERE victims = 1)
FROM (
    SELECT suspect.force_id, suspect.human, count(DISTINCT victim.human) AS victims
    FROM present suspect JOIN present victim ON victim.id = suspect.id
    WHERE suspect.role = 'suspect' AND victim.role = 'victim' AND victim.human <> suspect.human
    GROUP BY suspect.force_id, suspect.human
) each GROUP BY force_id
"""
_INCIDENTS = """
SELECT force_id, count(*) FROM cases_incident
WHERE happened_at >= %(starts_at)s AND happened_at < %(ends_at)s AND status <> 'disproved'
    AND (person_id IS NULL OR person_id <> ALL(%(left_out)s))
GROUP BY force_id
"""
_OUTCOMES = """
SELECT force_id, count(*) FILTER (WHERE outcome IN ('1', '1A')), count(*) FILTER (WHERE outcome IN ('14', '16')),
    count(*) FILTER (WHERE outcome NOT IN ('1', '1A', '14', '16'))
FROM cases_incident
WHERE outcome_on >= %(starts_on)s AND outcome_on < %(ends_before)s AND status <> 'disproved'
    AND (person_id IS NULL OR person_id <> ALL(%(left_out)s))
GROUP BY force_id
"""
_NOTIFIED = """
SELECT registration.managing_force_id, count(*) FILTER (WHERE duty.met_on <= duty.due_on),
    count(*) FILTER (WHERE duty.met_on IS NULL OR duty.met_on > duty.due_on)
FROM register_notificationduty duty JOIN register_registration registration ON registration.id = duty.registration_id
WHERE duty.due_on >= %(starts_on)s AND duty.due_on < %(ends_before)s AND duty.ended_on IS NULL
    AND registration.person_id <> ALL(%(left_out)s)
GROUP BY registration.managing_force_id
"""
_DISCLOSURES = """
SELECT disclosure.force_id, count(*) FILTER (WHERE answered.day <= disclosure.due_on),
    count(*) FILTER (WHERE answered.day IS NULL OR answered.day > disclosure.due_on)
FROM cases_disclosure disclosure CROSS JOIN LATERAL (
    SELECT min((changed_at AT TIME ZONE 'Europe/London')::date) AS day FROM cases_disclosurestatuschange
    WHERE disclosure_id = disclosure.id AND to_status IN ('disclosed', 'not_disclosed')
) answered
WHERE disclosure.due_on >= %(starts_on)s AND disclosure.due_on < %(ends_before)s
    AND disclosure.status NOT IN ('withdrawn', 'outside_scheme')
    AND (disclosure.person_id IS NULL OR disclosure.person_id <> ALL(%(left_out)s))
GROUP BY disclosure.force_id
"""
_WORK = """
SELECT force_id, count(*) FILTER (WHERE (closed_at AT TIME ZONE 'Europe/London')::date <= due_on),
    count(*) FILTER (WHERE closed_at IS NULL OR (closed_at AT TIME ZONE 'Europe/London')::date > due_on)
FROM register_watch WHERE due_on >= %(starts_on)s AND due_on < %(ends_before)s GROUP BY force_id
"""
_ESCALATED = """
SELECT force_id, count(DISTINCT watch_id) FROM register_escalation
WHERE taken_on >= %(starts_on)s AND taken_on < %(ends_before)s AND step IN ('supervisor', 'lead', 'oversight')
GROUP BY force_id
"""
_ORDERS = """
SELECT force_id, count(*) FROM register_protectiveorder
WHERE made_on >= %(starts_on)s AND made_on < %(ends_before)s AND person_id <> ALL(%(left_out)s)
GROUP BY force_id
"""
_BREACHES = """
SELECT breach.force_id, count(*) FILTER (WHERE breach.arrested_at <= breach.occurred_at + interval '24 hours'),
    count(*) FILTER (WHERE breach.arrested_at IS NULL OR breach.arrested_at > breach.occurred_at + interval '24 hours')
FROM register_orderbreach breach JOIN register_protectiveorder made ON made.id = breach.order_id
WHERE breach.occurred_at >= %(starts_at)s AND breach.occurred_at < %(ends_at)s
    AND made.person_id <> ALL(%(left_out)s)
GROUP BY breach.force_id
"""
_RISK = """
SELECT force_id, count(*) FROM cases_riskassessment
WHERE assessed_at >= %(starts_at)s AND assessed_at < %(ends_at)s AND origin <> 'carried'
    AND person_id <> ALL(%(left_out)s) AND level_before <> ''
    AND sign(array_position(ARRAY['standard', 'medium', 'high'], level::text)
        - array_position(ARRAY['standard', 'medium', 'high'], level_before::text)) = %(direction)s
GROUP BY force_id
"""
_MATCHES = """
SELECT decider.force_id, count(*) FILTER (WHERE change.to_status = 'kept_apart'),
    count(*) FILTER (WHERE change.to_status = 'joined')
FROM register_matchstatuschange change
    JOIN register_match match ON match.id = change.match_id
    JOIN accounts_user decider ON decider.id = change.changed_by_id
WHERE change.changed_at >= %(starts_at)s AND change.changed_at < %(ends_at)s
    AND change.to_status IN ('kept_apart', 'joined') AND decider.force_id IS NOT NULL
    AND match.one_id <> ALL(%(left_out)s) AND match.other_id <> ALL(%(left_out)s)
GROUP BY decider.force_id
"""
_LOOKUPS = """
SELECT force.id, count(*) FILTER (WHERE explained.yes), count(*) FILTER (WHERE NOT explained.yes)
FROM audit_event event JOIN accounts_force force ON force.code = event.actor_force
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT 1 FROM audit_detail WHERE event_id = event.id AND field = 'reason_text') AS yes
    ) explained
WHERE event.at >= %(starts_at)s AND event.at < %(ends_at)s AND event.code = 'person.looked_up'
    AND event.outcome = 'done'
GROUP BY force.id
"""
_GLASS = """
SELECT glass.force_id, count(*) FILTER (WHERE glass.reviewed_at <= glass.review_due_at),
    count(*) FILTER (WHERE glass.reviewed_at IS NULL OR glass.reviewed_at > glass.review_due_at)
FROM register_brokenglass glass CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT 1 FROM register_brokenglass earlier
        WHERE earlier.user_id = glass.user_id AND earlier.person_id = glass.person_id
            AND earlier.until_at > glass.opened_at AND earlier.id < glass.id
    ) AS longer
) stays
WHERE glass.opened_at >= %(starts_at)s AND glass.opened_at < %(ends_at)s AND glass.person_id <> ALL(%(left_out)s)
    AND stays.longer = (%(stayed)s = 1)
GROUP BY glass.force_id
"""

Parameters = Mapping[str, int | str]
QUERIES: Mapping[tuple[str, int], tuple[tuple[str, ...], Parameters]] = {
    ("incidents", 1): ((_INCIDENTS,), {}),
    ("repeat_victims", 1): ((_BY_ROLE, _OFTEN), {"role": "victim", "years": 1}),
    ("repeat_suspects", 1): ((_BY_ROLE, _OFTEN), {"role": "suspect", "years": 1}),
    ("serial_suspects", 1): ((_BY_ROLE, _SERIAL), {"years": 3}),
    ("outcomes", 1): ((_OUTCOMES,), {}),
    ("notified_in_time", 1): ((_NOTIFIED,), {}),
    ("disclosures_in_time", 1): ((_DISCLOSURES,), {}),
    ("work_in_time", 1): ((_WORK,), {}),
    ("work_escalated", 1): ((_ESCALATED,), {}),
    ("orders_made", 1): ((_ORDERS,), {}),
    ("order_breaches", 1): ((_BREACHES,), {}),
    ("risk_raised", 1): ((_RISK,), {"direction": 1}),
    ("risk_lowered", 1): ((_RISK,), {"direction": -1}),
    ("match_disputes", 1): ((_MATCHES,), {}),
    ("lookups_explained", 1): ((_LOOKUPS,), {}),
    ("glass_broken", 1): ((_GLASS,), {"stayed": 0}),
    ("glass_longer", 1): ((_GLASS,), {"stayed": 1}),
}
"""The query of each version of each measure, in pieces, and what it is asked with besides the window."""
