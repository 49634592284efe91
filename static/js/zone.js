// Tells the server the reader's zone: cookie `zone` (an IANA name). Runs before the first paint. Where the server had to assume a zone
// (<html data-zone="…">: no account's own, no ?tz=) and the clocks of the browser's zone go otherwise, the page is asked for again at
// once, unseen, so that the reader's times stand beside from the first view on; where both clocks agree all year nothing happens.
// A field that the server had to guess (data-zone-guess) gets the browser's zone, unless somebody has typed into it.
(() => {
  const page = document.documentElement;
  const kept = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);

  function browserZone() {
    try { return Intl.DateTimeFormat().resolvedOptions().timeZone || ""; } catch { return ""; }
  }

  // What a clock shows at noon UTC on the first and the fifteenth of the next twelve months: both sides of every clock change.
  function clocks(timeZone) {
    const clock = new Intl.DateTimeFormat("en", { timeZone, day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23" });
    const now = new Date();
    return Array.from({ length: 24 }, (_, half) => clock.format(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + (half >> 1), half % 2 ? 15 : 1, 12))).join();
  }

  function differ(one, other) {
    try { return clocks(one) !== clocks(other); } catch { return false; }
  }

  const zone = browserZone();
  if (!/^[A-Za-z0-9_+\-/]{1,64}$/.test(zone) || kept("zone") === zone) return;
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  const assumed = page.dataset.zone;
  if (assumed && kept("zone") === zone && differ(assumed, zone)) {
    page.style.visibility = "hidden";
    location.reload();
    return;
  }
  addEventListener("DOMContentLoaded", () => {
    const guessed = document.querySelector("[data-zone-guess]");
    if (guessed && guessed.value === guessed.defaultValue) guessed.value = zone;
  });
})();
