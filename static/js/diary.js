// The diary's picture: rooms down, time across (EventCalendar's resource timeline, global `EventCalendar`, loaded before as a plain script).
// The server's list stays below and is all there is without this file, or on a phone. All times here are the venue's wall-clock
// times without offset ("2027-03-01T09:00"), so that no browser zone can move a bar.
//
//   <div data-diary data-source="/diary/day?date=2027-03-01" data-date="2027-03-01" data-offset="+01:00" (venue's, now)
//        data-book="/bookings/new" (opened with ?room=&day=&starts=&ends=)
//        data-day="1 March 2027" data-book-label="Book %room, %time" data-undo="Undo" data-failed="This could not be saved." data-rooms="Rooms"></div>
//   <div data-diary-note aria-live="polite"></div>  <button data-diary-density aria-pressed="false" hidden>Compact</button>
//
// GET data-source → {opens: "08:00", closes: "20:00",
//   rooms: [{id, name, note, url}],
//   bars:  [{id, room (booked; it may be filtered out), rooms: [id…] (those of it and its parts that are shown), start, end (the public span), setup, teardown (minutes), title, organisation, state, state_label,
//            label (room, time and what else a screen reader should hear after title, organisation and state), url,
//            move (an address, or null where one may not)}],
//   shut:  [{rooms: [id…], start, end, label, closure: true|false}]         closed hours, and closures (cross-hatched)
//   free:  [{room, start, end, label ("Book Hall A, 09:00–12:00"), url}]}   for keyboard and screen reader
// POST move, form-encoded {room, starts_at, ends_at, csrf_token}, Accept: application/json
//   → 200 {message} · 409/422 problem+json {detail, errors: {field: [message]}, instead: [{room, starts_at, ends_at, label}]} and
//   nothing has changed.
import { announce, csrfToken, kept } from "./app.js";

const box = document.querySelector("[data-diary]");
const note = document.querySelector("[data-diary-note]");
const wide = matchMedia("(min-width: 48rem)");
let calendar = null;
let dragged = false;

// The calendar is given wall-clock text and gives back Dates whose local fields are that wall clock (whatever the browser's zone is);
// our own sums are done in UTC, where no hour is missing and none comes twice.
const pad = (number) => String(number).padStart(2, "0");
const wall = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
const later = (instant, minutes) => new Date(instant.getTime() + minutes * 60_000);
const shifted = (text, minutes) => later(new Date(`${text}Z`), minutes).toISOString().slice(0, 19);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// From what the server says to what the calendar draws. A bar covers set-up and clear-away; its middle is the public span.
function asEvent(bar) {
  const setup = bar.setup ?? 0;
  const teardown = bar.teardown ?? 0;
  return {
    id: bar.id,
    resourceIds: bar.rooms,
    start: shifted(bar.start, -setup),
    end: shifted(bar.end, teardown),
    editable: Boolean(bar.move),
    classNames: ["bar", `state-${bar.state.replace("_", "-")}`],
    extendedProps: { ...bar, setup, teardown },
  };
}

function asShade(shut, index) {
  return {
    id: `shut-${index}`, display: "background", resourceIds: shut.rooms, start: shifted(shut.start, 0), end: shifted(shut.end, 0),
    classNames: shut.closure ? ["closure", "state-closure"] : ["closed"], extendedProps: { label: shut.label },
  };
}

// An empty stretch is a link too, which the keyboard and a screen reader find; a pointer goes through it and draws.
function asFree(free, index) {
  return {
    id: `free-${index}`, display: "background", resourceIds: [free.room], start: shifted(free.start, 0), end: shifted(free.end, 0),
    classNames: ["free"], extendedProps: { free },
  };
}

function freeLink(free) {
  const link = element("a", "free-link");
  link.href = free.url;
  link.append(element("span", "visually-hidden", free.label));
  return link;
}

function barContent({ event }) {
  if (event.extendedProps.free) return { domNodes: [freeLink(event.extendedProps.free)] };
  if (event.display === "background") return { domNodes: [element("span", "shut-label", event.extendedProps.label)] };
  const bar = event.extendedProps;
  if (!bar.state) return { domNodes: [] }; // what is being drawn
  const minutes = (event.end - event.start) / 60_000;
  const link = element(bar.url ? "a" : "div", "bar-link"); // what is not the reader's to open still says that the room is taken
  if (bar.url) link.href = bar.url;
  link.draggable = false;
  link.dataset.bar = bar.id;
  link.title = [bar.title, bar.organisation, bar.state_label, bar.label].filter(Boolean).join(", ");
  for (const [name, length] of [["before", bar.setup], ["after", bar.teardown]]) {
    if (!length) continue;
    const edge = element("span", `bar-edge bar-${name}`);
    edge.style.inlineSize = `${(100 * length) / minutes}%`;
    link.append(edge);
  }
  const words = element("span", "bar-words");
  // the inset is the bar's, not the texts': a text keeps its own direction, and its own start may be the other end
  words.style.paddingInline = `calc(${(100 * bar.setup) / minutes}% + 0.4rem) calc(${(100 * bar.teardown) / minutes}% + 0.4rem)`;
  const title = element("strong", `bar-title state-${bar.state.replace("_", "-")}`);
  title.append(element("span", "state-icon"), element("span", "", bar.title));
  title.dir = "auto"; // what is cut short is cut at its own end, also in a page that reads the other way
  const more = element("span", "bar-more");
  if (bar.organisation) {
    const organisation = element("span", "bar-organisation", bar.organisation);
    organisation.dir = "auto";
    more.append(organisation, " ");
  }
  more.append(element("span", "bar-state", bar.state_label));
  words.append(title, " ", more, " ", element("span", "visually-hidden", bar.label));
  link.append(words);
  return { domNodes: [link] };
}

function roomContent({ resource }) {
  const room = resource.extendedProps;
  const label = element("div", "room-label");
  const link = element("a", "room-name", room.name);
  link.href = room.url;
  label.append(link, element("span", "room-note", room.note));
  if (box.dataset.book) {
    const book = element("a", "room-book");
    book.href = bookingAddress(room.id);
    book.setAttribute("aria-label", box.dataset.bookLabel.replace("%room", room.name).replace("%time", box.dataset.day));
    book.append(element("span", "icon icon-plus"));
    label.append(book);
  }
  return { domNodes: [label] };
}

function bookingAddress(room, start, end) {
  const query = new URLSearchParams({ room, day: box.dataset.date });
  if (start) query.set("starts", wall(start).slice(11));
  if (end) query.set("ends", wall(end).slice(11));
  return `${box.dataset.book}?${query}`;
}

function say(text, kind, choices = []) {
  const line = element("div", `flash flash-${kind}`);
  line.append(element("p", "", text));
  if (choices.length) {
    const row = element("div", "button-row");
    for (const [label, act] of choices) {
      const button = element("button", "btn btn-sm btn-outline-primary", label);
      button.type = "button";
      button.addEventListener("click", act);
      row.append(button);
    }
    line.append(row);
  }
  note ? note.replaceChildren(line) : announce(text);
}

class Refusal extends Error {
  constructor(said) {
    const reasons = Object.values(said.errors ?? {}).flat().filter((each) => !said.detail?.includes(each));
    super([said.detail, ...new Set(reasons)].filter(Boolean).join(" ") || box.dataset.failed);
    this.instead = said.instead ?? [];
  }
}

async function send(address, facts) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: new URLSearchParams({ ...facts, csrf_token: csrfToken() }),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(said);
  return said;
}

function facts(event, room) {
  const { setup, teardown } = event.extendedProps;
  return { room, starts_at: wall(later(event.start, setup)), ends_at: wall(later(event.end, -teardown)) };
}

// The server decides. A success can be undone; a refusal says why, and what is free instead is one click away.
async function move(address, to, from, id, revert = () => {}) {
  try {
    const said = await send(address, to);
    await load();
    say(said.message, "success", from ? [[box.dataset.undo, () => move(address, from, null, id)]] : []);
    focusOn(id);
  } catch (error) {
    revert();
    const instead = (error.instead ?? []).map(({ label, ...place }) => [label, () => move(address, place, from, id)]);
    say(error instanceof Refusal ? error.message : box.dataset.failed, "error", instead);
  }
}

function focusOn(id) {
  requestAnimationFrame(() => [...box.querySelectorAll("[data-bar]")].find((each) => each.dataset.bar === id)?.focus());
}

// A hall's bar lies over its parts as well: only a bar that changed its row changes its room.
function moved({ event, oldEvent, oldResource, newResource, revert }) {
  const booked = event.extendedProps.room;
  const room = newResource && newResource.id !== oldResource?.id ? newResource.id : booked;
  move(event.extendedProps.move, facts(event, room), facts(oldEvent, booked), event.id, revert);
}

// The same by the keyboard, on the bar in focus: Shift and an arrow move it by a quarter of an hour or a room, + and − stretch it.
const STEPS = { ArrowLeft: [-15, 0, 0], ArrowRight: [15, 0, 0], ArrowUp: [0, 0, -1], ArrowDown: [0, 0, 1], "+": [0, 15, 0], "-": [0, -15, 0] };

let steps = Promise.resolve(); // one after the other, each from where the last one ended

function pressed(event) {
  const step = STEPS[event.key];
  const id = event.target.closest?.("[data-bar]")?.dataset.bar;
  if (!step || !id || event.altKey || event.ctrlKey || event.metaKey || (!step[1] && !event.shiftKey)) return;
  event.preventDefault();
  steps = steps.then(() => stepped(id, ...step));
}

async function stepped(id, shift, stretch, rooms) {
  const bar = calendar.getEventById(id);
  if (!bar?.extendedProps.move) return;
  const before = facts(bar, bar.extendedProps.room);
  const all = calendar.getOption("resources").map((each) => each.id);
  const row = all.includes(before.room) ? before.room : bar.resourceIds[0];
  const room = rooms ? all[all.indexOf(row) + rooms] : before.room;
  const along = document.documentElement.dir === "rtl" ? -shift : shift;
  const to = { room, starts_at: shifted(before.starts_at, along).slice(0, 16), ends_at: shifted(before.ends_at, along + stretch).slice(0, 16) };
  if (room && to.starts_at < to.ends_at) await move(bar.extendedProps.move, to, before, id);
}

function selected({ start, end, resource }) {
  location.assign(bookingAddress(resource.id, start, end));
}

async function load() {
  const answer = await fetch(box.dataset.source, { headers: { Accept: "application/json" } });
  if (!answer.ok) { say(box.dataset.failed, "error"); return; }
  const day = await answer.json();
  const events = [...day.bars.map(asEvent), ...day.shut.map(asShade), ...(day.free ?? []).map(asFree)];
  const resources = day.rooms.map((room) => ({ id: room.id, title: room.name, extendedProps: room }));
  if (calendar) { calendar.setOption("resources", resources).setOption("events", events); return; }
  draw(day, resources, events);
}

// The calendar calls itself a table of one row, in which no bar is a cell. Without its roles a screen reader finds what is there:
// rooms and bars as links that tell everything; the table is the list below.
function plain() {
  for (const part of box.querySelectorAll("[role]")) part.removeAttribute("role");
}

const compact = () => kept.get("diary-density") === "compact";

// Half an hour is as wide as the day leaves room for, and never too narrow to hit.
function slotWidth(day) {
  const hours = (text) => Number(text.slice(0, 2)) + Number(text.slice(3, 5)) / 60;
  const slots = 2 * (hours(day.closes) - hours(day.opens));
  return Math.max(compact() ? 24 : 40, Math.floor((box.clientWidth - 250) / slots));
}

function draw(day, resources, events) {
  calendar = globalThis.EventCalendar.create(box, {
    view: "resourceTimelineDay", date: box.dataset.date, timeZone: box.dataset.offset, locale: document.documentElement.lang,
    headerToolbar: { start: "", center: "", end: "" }, height: "auto", eventGap: 3,
    slotMinTime: day.opens, slotMaxTime: day.closes, slotDuration: "00:30", snapDuration: "00:15", slotLabelInterval: "01:00",
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, slotWidth: slotWidth(day), nowIndicator: true,
    flexibleSlotTimeLimits: true, resources, events, resourceLabelContent: roomContent, eventContent: barContent,
    editable: true, eventStartEditable: true, eventDurationEditable: true, eventResizableFromStart: true,
    selectable: Boolean(box.dataset.book), select: selected, eventDrop: moved, eventResize: moved,
    eventDragStart: () => { dragged = true; }, eventResizeStart: () => { dragged = true; },
  });
  // The click that ends a drag must not open the booking.
  box.addEventListener("click", (event) => {
    if (dragged) event.preventDefault();
    dragged = false;
  }, true);
  box.addEventListener("pointerdown", () => { dragged = false; }, true);
  box.addEventListener("keydown", pressed);
  plain();
  new MutationObserver(plain).observe(box, { childList: true, subtree: true });
  density(day);
}

function density(day) {
  const button = document.querySelector("[data-diary-density]");
  const show = () => {
    box.classList.toggle("diary-compact", compact());
    button?.setAttribute("aria-pressed", compact());
  };
  show();
  if (!button || !button.hidden) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    kept.set("diary-density", compact() ? "roomy" : "compact");
    calendar.setOption("slotWidth", slotWidth(day));
    show();
  });
}

function start() {
  if (box && wide.matches && !calendar) load();
}

start();
wide.addEventListener("change", start);
