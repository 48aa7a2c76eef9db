"""The pages of casework, the card, and the record of a person: all that print an address."""

from __future__ import annotations

from django.urls import path

from cases.web import (
    card,
    casework,
    facts,
    managed_people,
    management,
    near_alerts,
    order_pages,
    orders,
    people,
    plans,
    registration,
    retention,
)

urlpatterns = [
    path("people/<str:reference>/card", card.card, name="person-card"),
    path("people/<str:reference>/safety", card.safety_card, name="safety-card"),
    path("people/<str:reference>/sightings", card.sighting, name="record-sighting"),
    path("people/<str:reference>/record", people.record, name="person-record"),
    path("people/<str:reference>/correct", people.correct, name="correct-person"),
    path("people/<str:reference>/restrict", people.restrict, name="restrict-person"),
    path("people/<str:reference>/names/new", facts.add_name, name="add-name"),
    path("people/<str:reference>/addresses/new", facts.add_address, name="add-address"),
    path("people/<str:reference>/phones/new", facts.add_phone, name="add-phone"),
    path("people/<str:reference>/vehicles/new", facts.add_vehicle, name="add-vehicle"),
    path("people/<str:reference>/identifiers/new", facts.add_identifier, name="add-identifier"),
    path("people/<str:reference>/danger-markers/new", facts.add_danger_marker, name="add-danger-marker"),
    path("people/<str:reference>/online-handles/new", facts.add_online_handle, name="add-online-handle"),
    path("people/<str:reference>/facts/<str:kind>/<int:number>/confirm", facts.confirm_fact, name="confirm-fact"),
    path("people/<str:reference>/facts/<str:kind>/<int:number>/end", facts.end_fact, name="end-fact"),
    path("people/<str:reference>/orders/new", orders.order, name="record-order"),
    path("people/<str:reference>/orders/consider", orders.consider, name="consider-order"),
    path("people/<str:reference>/orders/apply", orders.apply, name="apply-for-order"),
    path("people/<str:reference>/orders/<int:number>", order_pages.order, name="order"),
    path("people/<str:reference>/orders/<int:number>/vary", order_pages.vary, name="vary-order"),
    path("people/<str:reference>/orders/<int:number>/conditions/new", order_pages.add_condition, name="add-condition"),
    path(
        "people/<str:reference>/orders/<int:number>/conditions/<int:condition>/monitoring",
        order_pages.extend_monitoring,
        name="extend-monitoring",
    ),
    *(
        path(f"people/<str:reference>/orders/<int:number>/{slug}", order_pages.view_of(act), name=f"order-{slug}")
        for slug, act in order_pages.ACTS.items()
    ),
    path("people/<str:reference>/registration/new", registration.propose, name="propose-registration"),
    path("people/<str:reference>/registration/decide", registration.decide, name="decide-registration"),
    path("people/<str:reference>/registration/designate", registration.designate, name="approve-designation"),
    path("people/<str:reference>/registration/notice", registration.notice, name="record-notice"),
    path("management", managed_people.managed_people, name="managed-people"),
    path("people/<str:reference>/management", management.management, name="management"),
    path("people/<str:reference>/management/manager", management.assign_manager, name="assign-manager"),
    path("people/<str:reference>/management/level", management.set_level, name="set-level"),
    path("people/<str:reference>/management/level/lower", management.ask_to_lower, name="ask-to-lower"),
    path("people/<str:reference>/management/level/answer", management.answer_lowering, name="answer-lowering"),
    path("people/<str:reference>/plan/new", plans.write_plan, name="write-plan"),
    path("people/<str:reference>/plan/answer", plans.answer_plan, name="answer-plan"),
    path("people/<str:reference>/plan/actions/new", plans.add_plan_action, name="add-plan-action"),
    path(
        "people/<str:reference>/plan/actions/<str:number>/change", plans.change_plan_action, name="change-plan-action"
    ),
    path("people/<str:reference>/plan/actions/<str:number>/close", plans.close_plan_action, name="close-plan-action"),
    path("people/<str:reference>/visits/new", management.record_visit, name="record-visit"),
    path("people/<str:reference>/visits/plan", management.plan_visit, name="plan-visit"),
    path("people/<str:reference>/visits/plan/cancel", management.cancel_visit, name="cancel-visit"),
    path("people/<str:reference>/visits/<str:visit>/withdraw", management.withdraw_visit, name="withdraw-visit"),
    path("people/<str:reference>/cases/new", casework.open_case, name="open-case"),
    path("people/<str:reference>/retention", retention.why_here, name="retention"),
    path("people/<str:reference>/retention/review", retention.review, name="review-retention"),
    path("people/<str:reference>/retention/stop", retention.stop, name="stop-disposal"),
    path("people/<str:reference>/holds/new", retention.place_hold, name="place-hold"),
    path("people/<str:reference>/holds/<str:hold>/lift", retention.lift_hold, name="lift-hold"),
    path("move-check", near_alerts.inbox, name="near-alerts"),
    path("move-check/<str:reference>", near_alerts.alert, name="near-alert"),
    path("cases/<str:reference>", casework.case, name="case"),
    path("cases/<str:reference>/close", casework.close_case, name="close-case"),
    path("cases/<str:reference>/victims/new", casework.add_victim, name="add-victim"),
    path("cases/<str:reference>/children/new", casework.add_child, name="add-child"),
    path("cases/<str:reference>/risk/new", casework.set_risk, name="set-risk"),
    path("cases/<str:reference>/victims/<str:victim>/safe-contact", casework.set_safe_contact, name="set-safe-contact"),
    path("cases/<str:reference>/victims/<str:victim>/safeguards/new", casework.add_safeguard, name="add-safeguard"),
    path(
        "cases/<str:reference>/victims/<str:victim>/safeguards/<int:number>/end",
        casework.end_safeguard,
        name="end-safeguard",
    ),
]
