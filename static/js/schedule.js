// The schedule's comforts; without this file the page is complete. Markup of slots: css/schedule.css.
//   <section data-schedule="EVENT-SLUG" data-star-add="Keep" data-star-remove="Let go" data-starred="%s kept" data-found="%s sessions" data-found-one="1 session">
//     <div class="now-next" data-now-next data-now="Now" data-next="Next, %s" hidden></div>
//     <form data-schedule-filters [data-narrowed]> selects or boxes named track, room, q; a box named starred with its label [data-needs-js hidden];
//       with data-narrowed the server has left slots out already, so a change of track, room or words asks the server again
//     <button data-zone-toggle data-zone="Asia/Tokyo" data-venue-zone="Europe/Paris" data-own="Tokyo time" data-venue="Paris time" hidden>
//     <p data-zone-said data-own="Times are those of Tokyo …">Times are those of Paris …</p>: goes with the clock that is shown
//     <div data-nothing hidden> with a link [data-elsewhere] to all days: shown when nothing of this page fits
//     one or more .schedule-frame[data-day=2027-03-01], each with its .slot[data-start data-end data-track data-room data-code,
//       data-otherwise: its title in other languages]
import { announce, kept } from "./app.js";

const page = document.querySelector("[data-schedule]");
const slots = page ? [...page.querySelectorAll(".slot[data-start]")] : [];
const instants = new Map(slots.map((slot) => [slot, [Date.parse(slot.dataset.start), Date.parse(slot.dataset.end)]]));
const language = document.documentElement.lang;

// Stars: kept in this browser, by event.
const starKey = `stars:${page?.dataset.schedule}`;
const stars = new Set(JSON.parse(kept.get(starKey) ?? "[]"));

function nameStar(button, slot) {
  const on = stars.has(slot.dataset.code);
  const title = slot.querySelector(".slot-title")?.textContent.trim() ?? "";
  button.setAttribute("aria-pressed", on);
  button.setAttribute("aria-label", `${page.dataset.starAdd}: ${title}`);
  button.title = on ? page.dataset.starRemove : page.dataset.starAdd;
  button.firstChild.className = on ? "icon icon-star-full" : "icon icon-star";
}

function addStars() {
  for (const slot of slots) {
    if (!slot.dataset.code || slot.matches(".slot-break, .slot-session")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "star";
    button.append(document.createElement("span"));
    nameStar(button, slot);
    button.addEventListener("click", () => {
      stars.delete(slot.dataset.code) || stars.add(slot.dataset.code);
      kept.set(starKey, JSON.stringify([...stars]));
      nameStar(button, slot);
      announce(page.dataset.starred.replace("%s", stars.size));
      filter();
    });
    slot.append(button);
  }
}

// Filters: the same form works without us; here it answers at once and the address follows.
const form = page?.querySelector("form[data-schedule-filters]");

function wanted() {
  const data = new FormData(form);
  const values = (name) => data.getAll(name).filter(Boolean);
  return { tracks: values("track"), rooms: values("room"), words: (data.get("q") ?? "").toString().toLowerCase().trim(), starred: data.has("starred") };
}

function fits(slot, ask) {
  return (!ask.tracks.length || ask.tracks.includes(slot.dataset.track))
    && (!ask.rooms.length || ask.rooms.includes(slot.dataset.room))
    && (!ask.words || `${slot.textContent} ${slot.dataset.otherwise ?? ""}`.toLowerCase().includes(ask.words))
    && (!ask.starred || stars.has(slot.dataset.code));
}

function filter() {
  if (!form) return slots.length;
  const ask = wanted();
  let shown = 0;
  for (const slot of slots) {
    const fit = fits(slot, ask);
    slot.classList.toggle("is-filtered", !fit);
    shown += fit;
  }
  const nothing = page.querySelector("[data-nothing]");
  if (nothing) nothing.hidden = shown > 0 || !slots.length;
  const elsewhere = page.querySelector("[data-elsewhere]");
  if (elsewhere) elsewhere.search = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, name === "day" ? "all" : value]).filter(([, value]) => value !== ""));
  return shown;
}

function followFilters() {
  if (!form || form.hasAttribute("data-narrowed")) return; // the server left sessions out: only it can bring them back
  for (const box of form.querySelectorAll("[data-needs-js]")) box.hidden = false;
  for (const button of form.querySelectorAll("button:not([type=button])")) button.hidden = true;
  let timer;
  if ("narrowed" in form.dataset) {
    form.addEventListener("change", (event) => { event.target.name === "starred" ? filter() : form.requestSubmit(); });
    return;
  }
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const shown = filter();
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
      history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
      announce(shown === 1 ? page.dataset.foundOne : page.dataset.found.replace("%s", shown));
    }, 80);
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => { event.preventDefault(); changed(); });
  if (form.querySelector("[name=starred]:checked")) filter();
}

// Now and next.
function item(slot) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  const room = slot.querySelector(".slot-room")?.textContent.trim();
  link.href = slot.querySelector(".slot-title a")?.href ?? "#";
  link.textContent = [room, slot.querySelector(".slot-title")?.textContent.trim()].filter(Boolean).join(": ");
  entry.append(link);
  return entry;
}

function group(title, className, found) {
  const box = document.createElement("div");
  const head = document.createElement("h2");
  const list = document.createElement("ul");
  head.textContent = title;
  head.className = className;
  list.append(...found.map(item));
  box.append(head, list);
  return box;
}

function nowAndNext() {
  const now = Date.now();
  const talks = slots.filter((slot) => !slot.matches(".slot-session, .slot-cancelled"));
  for (const slot of slots) {
    const [start, end] = instants.get(slot);
    slot.classList.toggle("is-now", start <= now && now < end && !slot.matches(".slot-cancelled"));
    slot.classList.toggle("is-past", end <= now);
  }
  const box = page.querySelector("[data-now-next]");
  if (!box) return;
  const current = talks.filter((slot) => slot.matches(".is-now"));
  const soon = Math.min(...talks.map((slot) => instants.get(slot)[0]).filter((start) => start > now && start < now + 12 * 3600e3));
  const next = talks.filter((slot) => instants.get(slot)[0] === soon);
  box.hidden = !current.length && !next.length;
  box.replaceChildren(
    ...(current.length ? [group(box.dataset.now, "now-title", current)] : []),
    ...(next.length ? [group(box.dataset.next.replace("%s", clock(soon)), "next-title", next)] : []),
  );
}

// The reader's own zone, without a reload.
let zone = page?.querySelector("[data-zone-toggle]")?.dataset.venueZone;
const writers = new Map(); // making one takes longer than using it a thousand times
function writer(facts) {
  const key = JSON.stringify([zone, facts]);
  if (!writers.has(key)) writers.set(key, new Intl.DateTimeFormat(language, { timeZone: zone, ...facts }));
  return writers.get(key);
}
const face = (instant) => writer({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(instant);

// In the hour that comes twice, as clocks are put back, the offset says which of the two: 02:00 (UTC+2), as the server writes it.
function clock(instant) {
  const told = face(instant);
  if (![-36e5, -18e5, 18e5, 36e5].some((away) => face(instant + away) === told)) return told;
  const offset = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(instant).find((part) => part.type === "timeZoneName");
  return `${told} (${offset.value.replace("GMT", "UTC").replace("-", "−")})`;
}

// The day before a time, where in the zone that is shown it is another than the one under whose heading it stands.
function dayMark(instant, time) {
  const day = time.closest("[data-day]")?.dataset.day;
  const parts = Object.fromEntries(writer({ year: "numeric", month: "2-digit", day: "2-digit", calendar: "gregory", numberingSystem: "latn" }).formatToParts(instant).map((part) => [part.type, part.value]));
  return !day || day === `${parts.year}-${parts.month}-${parts.day}` ? "" : `${writer({ weekday: "short" }).format(instant)} `;
}

function zoneToggle() {
  const button = page.querySelector("[data-zone-toggle]");
  if (!button || button.dataset.zone === button.dataset.venueZone) return;
  button.hidden = false;
  page.classList.add("has-zone-toggle");
  const said = page.querySelector("[data-zone-said]");
  const times = [...slots.map((slot) => [slot.querySelector(".slot-time time"), instants.get(slot)]),
    ...[...page.querySelectorAll(".schedule-hour time[datetime], .hours time[datetime]")].map((time) => [time, [Date.parse(time.dateTime)]])].filter(([time]) => time);
  const words = new Map([...times.map(([time]) => time), ...(said ? [said] : [])].map((each) => [each, each.textContent])); // the server's
  const show = (own) => {
    zone = own ? button.dataset.zone : button.dataset.venueZone;
    button.setAttribute("aria-pressed", own);
    button.textContent = own ? button.dataset.venue : button.dataset.own;
    page.classList.toggle("in-own-time", own);
    for (const [time, [start, end]] of times) time.textContent = own ? `${dayMark(start, time)}${[start, end].filter(Boolean).map(clock).join("–")}` : words.get(time);
    if (said) said.textContent = own ? said.dataset.own : words.get(said);
    nowAndNext();
  };
  button.addEventListener("click", () => {
    const own = zone === button.dataset.venueZone;
    show(own);
    kept.set("schedule-zone", own ? "own" : "venue");
    announce(own ? button.dataset.own : button.dataset.venue);
  });
  if (kept.get("schedule-zone") === "own") show(true);
  else button.textContent = button.dataset.own;
}

// Coming back from a talk finds the grid where it was.
function keepPlace() {
  for (const [index, frame] of [...page.querySelectorAll(".schedule-frame")].entries()) {
    const key = `place:${location.pathname}:${index}`;
    try {
      const place = JSON.parse(sessionStorage.getItem(key) ?? "null");
      if (place && !location.hash) frame.scrollTo(...place);
      window.addEventListener("pagehide", () => sessionStorage.setItem(key, JSON.stringify([frame.scrollLeft, frame.scrollTop])));
    } catch { /* not kept */ }
  }
}

if (page) {
  addStars();
  followFilters();
  zoneToggle();
  nowAndNext();
  keepPlace();
  setInterval(nowAndNext, 30_000);
}
