// Tells the server the reader's zone, once: cookie `zone` (an IANA name), read by the next page. A zone chosen
// by hand (cookie `zone_chosen`, an account's own, ?tz=) is stronger and is not touched here. A field that the server had to
// guess (data-zone-guess: no cookie yet) gets the browser's zone, unless somebody has typed into it. A page of
// times in another zone than the reader's ([data-zone-here]) is asked for again, once, so that theirs stand beside from the start.

const cookies = () => Object.fromEntries(document.cookie.split("; ").filter(Boolean).map((pair) => pair.split("=", 2)));

function browserZone() {
  try { return Intl.DateTimeFormat().resolvedOptions().timeZone || ""; } catch { return ""; }
}

const zone = browserZone();
const known = cookies();
if (/^[A-Za-z0-9_+\-/]{1,64}$/.test(zone) && !known.zone_chosen && known.zone !== zone) {
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  const guessed = document.querySelector("[data-zone-guess]");
  if (guessed && guessed.value === guessed.defaultValue) guessed.value = zone;
  const here = document.querySelector("[data-zone-here]")?.dataset.zoneHere;
  if (here && here !== zone && cookies().zone === zone) location.reload();
}
