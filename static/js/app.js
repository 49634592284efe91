// What every page may use: scheme switch, copy buttons, announcements, CSRF for htmx, focus after an answer, menus that close.
// Markup: [data-theme-switch data-to-dark data-to-light] · [data-copy=TEXT data-copied=WORD hidden] · [data-autofocus] (summary of
// errors, refusal) · form[data-autosubmit] (a GET form that goes on change) · [data-announce] in a part that htmx brings · #live[data-failed]. Without this file all of it still reads.

const root = document.documentElement;
const live = document.getElementById("live");

/** Say something to a screen reader, politely. The text is cleared first, so that the same words are said again. */
export function announce(text) {
  if (!live) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 50);
}

/** The token that every change carries: from the head, else from a form of the page. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? document.querySelector('input[name="csrf_token"]')?.value ?? "";
}

/** What the browser keeps for us; it may refuse (private windows), then nothing is kept. */
export const kept = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* not kept */ } },
};

function isDark() {
  return (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}

function nameSwitch(button) {
  const label = isDark() ? button.dataset.toLight : button.dataset.toDark;
  button.lastElementChild.textContent = label;
  button.title = label;
}

function themeSwitches() {
  const buttons = document.querySelectorAll("[data-theme-switch]");
  for (const button of buttons) {
    button.hidden = false;
    nameSwitch(button);
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      kept.set("theme", root.dataset.theme);
      buttons.forEach(nameSwitch);
    });
  }
}

/** The tab one is on is in sight, also where a phone shows only some of them; right to left too. */
function currentTabs(scope) {
  for (const here of scope.querySelectorAll(".tabs [aria-current]")) {
    const list = here.closest("ul");
    const [tab, frame] = [here.getBoundingClientRect(), list.getBoundingClientRect()];
    list.scrollLeft += tab.left + tab.width / 2 - frame.left - frame.width / 2;
  }
}

function copyButtons(scope) {
  if (!navigator.clipboard) return;
  for (const button of scope.querySelectorAll("[data-copy][hidden]")) {
    button.hidden = false;
    const words = button.firstChild;
    const before = words.textContent;
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
      words.textContent = button.dataset.copied;
      announce(button.dataset.copied);
      setTimeout(() => { words.textContent = before; }, 2000);
    });
  }
}

// A menu closes when one clicks elsewhere or presses Escape; focus returns to its name.
function menus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.drop[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.drop[open]")) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    }
  });
}

function enhance(scope) {
  copyButtons(scope);
  currentTabs(scope);
  // Our own summary says every mistake at once and in the page's language; without this file the browser's own words do.
  for (const form of scope.querySelectorAll("form:has(.form-field)")) if (form.method === "post") form.noValidate = true;
  for (const form of scope.querySelectorAll("form[data-autosubmit]")) form.addEventListener("change", () => form.requestSubmit());
}

// The summary of errors takes the focus when the page answers a form, so that it is read first.
function focusFirst(scope) {
  scope.querySelector("[data-autofocus]")?.focus();
}

// A live region says what changes in it, not what it came with: the answer to what was just done is said once the page stands.
function announceFlash() {
  const said = [...document.querySelectorAll(".flashes .flash:not([role]) p")].map((each) => each.textContent).join(" ");
  if (said) announce(said);
}

// Work that takes longer than 300 ms shows a line on top of the page (base.css).
let working = 0;
function busy(more) {
  working = Math.max(0, working + more);
  root.toggleAttribute("data-busy", working > 0);
}

// A form is sent once: a second click on a slow line must not book twice.
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get") return;
    const unread = [...form.elements].find((field) => field.validity?.badInput); // half a date would be sent as none at all
    if (unread || form.dataset.sent) { event.preventDefault(); unread?.reportValidity(); return; }
    form.dataset.sent = "yes";
    busy(1);
    setTimeout(() => { delete form.dataset.sent; busy(-1); }, 8000);
  });
  window.addEventListener("pageshow", () => { busy(-working); for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent; });
}

// The focus is never lost: what had it in the part that is replaced has it again, or what stands in its place.
function sameAgain(was, scope) {
  if (was.id) return document.getElementById(was.id);
  const form = was.closest("form");
  const there = form && [...scope.querySelectorAll("form")].find((each) => each.getAttribute("action") === form.getAttribute("action"));
  return there?.querySelector("[type=submit]");
}

/** A message on top of the page, also read out. */
function tell(text) {
  const box = document.querySelector(".flashes");
  if (!box || !text) return;
  const flash = document.createElement("div");
  flash.className = "flash flash-error";
  flash.setAttribute("role", "alert");
  flash.append(Object.assign(document.createElement("p"), { textContent: text }));
  box.replaceChildren(flash);
}

// The same page in another language: what was asked for in place is asked for there too.
function languageLinks() {
  for (const link of document.querySelectorAll(".site-header a[hreflang]")) {
    const query = new URLSearchParams(location.search);
    query.set("lang", link.hreflang);
    link.search = query;
  }
}

function htmxHooks() {
  let was = null;
  const on = (name, act) => document.body.addEventListener(`htmx:${name}`, act);
  on("configRequest", (event) => { if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken(); });
  on("beforeRequest", (event) => { if (event.detail.boosted) busy(1); });
  on("afterRequest", (event) => { if (event.detail.boosted) busy(-1); });
  on("beforeSwap", (event) => { was = event.detail.target.contains(document.activeElement) ? document.activeElement : null; });
  on("afterSettle", (event) => {
    const scope = document.getElementById(event.detail.target.id) ?? event.detail.elt;
    enhance(scope);
    if (event.detail.boosted) languageLinks();
    if (scope.querySelector("[data-autofocus]")) focusFirst(scope);
    else if (was && document.activeElement === document.body) (sameAgain(was, scope) ?? document.getElementById("main")).focus({ preventScroll: true });
    was = null;
    const said = scope.querySelector("[data-announce]")?.dataset.announce;
    if (said || event.detail.boosted) announce(said ?? document.title);
  });
  for (const failure of ["responseError", "sendError", "timeout"]) on(failure, (event) => { if (event.detail.boosted) tell(live?.dataset.failed); });
}

themeSwitches();
menus();
enhance(document);
focusFirst(document);
announceFlash();
sendOnce();
htmxHooks();
