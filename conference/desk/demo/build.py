"""Builds the demonstration, through the same actions that people use. Dates are relative to today, so it never looks dead."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from conference.desk.demo.congress import write_congress
from conference.desk.demo.demo_day import write_demo_day
from conference.desk.demo.diary import fill_diary
from conference.desk.demo.guests import invite_guests, register_hosts
from conference.desk.demo.plans import CONGRESS, DEMO_DAY, PAST, SCHOOL, Plan
from conference.desk.demo.programme import Programme
from conference.desk.demo.school import write_school
from conference.desk.demo.stage import ZONE, Stage, set_stage
from conference.kernel.database import db, transaction
from conference.kernel.span import wall_span
from conference.kernel.words import Words
from conference.programme.actions import book_for_event, create_event, publish_timetable
from conference.programme.models import Event, EventRoom
from conference.programme.rules import Visibility

YEAR = timedelta(days=365)


def build(now: datetime) -> Stage:
    """Fill an empty database with the demonstration. All of it in one transaction: there is no half campus."""
    return transaction(build_all)(now)


def build_all(now: datetime) -> Stage:
    random = Random(7)
    today = now.astimezone(ZoneInfo(ZONE)).date()
    stage = set_stage(now - YEAR)
    door = stage.users["door@campus-mirabelle.example"]
    for plan in (PAST, SCHOOL, DEMO_DAY, CONGRESS):
        settled = min(now, wall_span(plan.first_day(today), time(8), time(9), ZONE).start) - timedelta(days=30)
        event = put_on(plan, stage, today, settled)
        hosts = tuple(user for email, user in stage.users.items() if email == plan.by or (plan is CONGRESS and user is not door))
        programme = Programme(event, rooms_of(event), stage.users[plan.by], settled, random, hosts)
        write(plan, programme, today)
        publish_timetable(event, by=stage.users[plan.by], now=settled + timedelta(days=1), comment="First programme")
        register_hosts(event, hosts, settled + timedelta(days=2))
        invite_guests(event, random, settled + timedelta(days=2), now, door)
    fill_diary(stage, today, now)
    return stage


def rooms_of(event: Event) -> dict[str, EventRoom]:
    """The event's rooms by name, in the order in which they were booked."""
    db.session.refresh(event, ["rooms"])
    return {room.slug: room for room in event.rooms}


def write(plan: Plan, programme: Programme, today: date) -> None:
    first = plan.first_day(today)
    if plan is CONGRESS:
        write_congress(programme, first, plan.days)
    elif plan is DEMO_DAY:
        write_demo_day(programme, first)
    else:
        write_school(programme, first, plan.days, french=plan is PAST)


def put_on(plan: Plan, stage: Stage, today: date, settled: datetime) -> Event:
    """Create the event and book its rooms, each for every day of it."""
    by, organisation = stage.users[plan.by], stage.organisations[plan.organisation]
    first = plan.first_day(today)
    event = create_event(
        slug=plan.slug, title=Words(plan.title), description=Words(plan.description),
        starts_on=first,
        ends_on=first + timedelta(days=plan.days - 1),
        timezone=ZONE,
        languages=list(plan.languages),
        visibility=Visibility.PUBLIC,
        organisation=organisation,
        places=plan.places,
        registration_open=True,
        by=by, now=settled,
    )  # fmt: skip
    span = wall_span(first, time(8, 30), time(18, 30), ZONE)
    facts: dict[str, Any] = {"title": str(event.title), "organisation": organisation, "by": by, "now": settled, "is_public": True}
    if plan.days > 1:
        facts["rrule"] = f"FREQ=DAILY;COUNT={plan.days}"
    for slug in plan.rooms:
        book_for_event(event, room=stage.rooms[slug], span=span, **facts)
    return event
