// The panel at a room's door: a clock, what is on now, what comes next. It fetches its own page again every minute and puts the new
// day in place; when the line is down it keeps the last known day, goes on marking now and next from it, and says since when.
//
//   <main data-door data-zone="Europe/Paris" data-free="Free" data-free-until="Free until %s" data-busy-until="Until %s" data-offline="Not up to date since %s">
//     <p data-door-clock></p> <p data-door-status aria-live="polite"></p> <p data-door-now></p> <p data-door-offline hidden></p>
//     <ol data-door-day> <li data-start="…Z" data-end="…Z" data-title="…"> … </li> </ol>
//   </main>                    the <main> gets data-state="busy" or "free"

const door = document.querySelector("[data-door]");
const language = document.documentElement.lang;
const clock = (instant) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: door.dataset.zone }).format(instant);
const part = (name) => door.querySelector(`[data-door-${name}]`);
let fresh = Date.now();

function write(name, text) {
  const target = part(name);
  if (target && target.textContent !== text) target.textContent = text;
}

function mark() {
  const now = Date.now();
  const day = [...door.querySelectorAll("[data-door-day] [data-start]")].map((item) => ({ item, start: Date.parse(item.dataset.start), end: Date.parse(item.dataset.end) }));
  const current = day.find(({ start, end }) => start <= now && now < end);
  const next = day.find(({ start }) => start > now);
  for (const each of day) {
    each.item.classList.toggle("is-now", each === current);
    each.item.classList.toggle("is-past", each.end <= now);
  }
  door.dataset.state = current ? "busy" : "free";
  write("clock", clock(now));
  write("now", current ? current.item.dataset.title : door.dataset.free);
  write("status", current ? door.dataset.busyUntil.replace("%s", clock(current.end)) : next ? door.dataset.freeUntil.replace("%s", clock(next.start)) : "");
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const day = page.querySelector("[data-door-day]");
    if (day) part("day").replaceWith(document.adoptNode(day));
    fresh = Date.now();
  } catch { /* the last known day stays */ }
  const stale = Date.now() - fresh > 150_000;
  const offline = part("offline");
  if (offline) offline.hidden = !stale;
  if (stale) write("offline", door.dataset.offline.replace("%s", clock(fresh)));
  mark();
}

if (door) {
  mark();
  setInterval(mark, 5_000);
  setInterval(refresh, 60_000);
  window.addEventListener("online", refresh);
}
