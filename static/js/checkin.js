// Check-in at the door: type or scan a code. Every scan has a nonce, so that the same scan sent twice is one check-in; without a line
// the scans wait in this browser and are sent when it is back, in order.
//
//   <form data-checkin method="post" action="…" data-waiting="%s waiting for the line" data-kept="Kept, will be sent" data-failed="Not sent: %s"
//     data-undo="Undo" data-no-camera="The camera does not work here.">
//     hidden csrf_token · <input name="code" autocomplete="off"> · hidden <input name="nonce"> · submit
//     <button type="button" data-checkin-camera data-stop="Stop the camera" hidden>Scan with the camera</button>
//     <video data-checkin-video playsinline muted hidden></video>
//   </form>
//   <div data-checkin-result role="status"></div> <p data-checkin-queue hidden></p> <ol data-checkin-log></ol>
//
// POST, form-encoded {code, nonce, scanned_at}, Accept: application/json → {result: admitted|already_in|not_confirmed|wrong_event|unknown,
// result_label, name?, detail?, undo?: address to post to} (any status below 500 with such a body is final; 403, 5xx and no line keep the scan in the queue).
import { csrfToken, kept } from "./app.js";

const form = document.querySelector("[data-checkin]");
const result = document.querySelector("[data-checkin-result]");
const log = document.querySelector("[data-checkin-log]");
const key = `checkins:${form?.getAttribute("action")}`;
let queue = JSON.parse(kept.get(key) ?? "[]");
let sending = false;

const nonce = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function line(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function showQueue() {
  kept.set(key, JSON.stringify(queue));
  const note = document.querySelector("[data-checkin-queue]");
  if (!note) return;
  note.hidden = !queue.length;
  note.textContent = form.dataset.waiting.replace("%s", queue.length);
}

function show(said, scan) {
  const state = `state-${said.result.replace("_", "-")}`;
  const card = line("div", `scan ${state}`, "");
  const head = line("p", "scan-result", "");
  head.append(line("span", "state-icon", ""), said.result_label);
  card.append(head, line("p", "scan-name", said.name ?? scan.code), line("p", "scan-detail", said.detail ?? ""));
  if (said.undo) card.append(undo(said.undo));
  result?.replaceChildren(card);
  const entry = document.createElement("li");
  const chip = line("span", `state state-small ${state}`, "");
  chip.append(line("span", "state-icon", ""), said.result_label);
  entry.append(chip, ` ${said.name ?? scan.code}`);
  log?.prepend(entry);
  while (log && log.children.length > 30) log.lastElementChild.remove();
  navigator.vibrate?.(said.result === "admitted" ? 80 : [80, 60, 80, 60, 80]);
}

function undo(address) {
  const made = Object.assign(document.createElement("form"), { method: "post", action: address });
  const token = Object.assign(document.createElement("input"), { type: "hidden", name: "csrf_token", value: csrfToken() });
  made.append(token, line("button", "btn btn-sm btn-outline-primary", form.dataset.undo));
  return made;
}

async function post(scan) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: new URLSearchParams({ ...scan, csrf_token: csrfToken() }),
  });
  const said = await answer.json().catch(() => null);
  if (said?.result) return said;
  throw new Error(said?.detail ?? String(answer.status));
}

async function sync() {
  if (sending) return;
  sending = true;
  try {
    while (queue.length) {
      const said = await post(queue[0]);
      show(said, queue.shift());
      showQueue();
    }
  } catch (error) {
    const kind = error instanceof TypeError ? form.dataset.kept : form.dataset.failed.replace("%s", error.message);
    result?.replaceChildren(line("p", "scan state-pending", kind));
  }
  sending = false;
  showQueue();
}

function scanned(code) {
  const plain = code.trim();
  if (!plain || queue.some((scan) => scan.code === plain)) return;
  queue.push({ code: plain, nonce: nonce(), scanned_at: new Date().toISOString() });
  showQueue();
  sync();
}

// Reads QR codes: the browser itself where it can, else the library.
async function reader() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  const { BarcodeDetector } = formats?.includes("qr_code") ? globalThis : await import("../vendor/qr/decode.js");
  return new BarcodeDetector({ formats: ["qr_code"] });
}

// The camera; the same code within four seconds is the same ticket still held there.
function camera(button) {
  const video = form.querySelector("[data-checkin-video]");
  const loading = reader().catch(() => null); // with the page: when the camera is asked for there may be no line
  let detector = null;
  const words = button.textContent;
  let stream = null;
  let last = { code: "", at: 0 };
  const look = async () => {
    if (!stream) return;
    try {
      const [found] = await detector.detect(video);
      if (found && (found.rawValue !== last.code || Date.now() - last.at > 4000)) scanned(found.rawValue);
      if (found) last = { code: found.rawValue, at: Date.now() };
    } catch { /* a frame that cannot be read */ }
    setTimeout(look, 150);
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  };
  const start = async () => {
    detector ??= await loading ?? await reader();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    look();
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (stream) stop();
    else {
      try { await start(); } catch {
        stop();
        result?.replaceChildren(line("p", "scan state-pending", form.dataset.noCamera));
      }
    }
    video.hidden = !stream;
    button.textContent = stream ? button.dataset.stop : words;
  });
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    scanned(form.elements.code.value);
    form.elements.code.value = "";
    form.elements.code.focus();
  });
  const button = form.querySelector("[data-checkin-camera]");
  if (button && navigator.mediaDevices) camera(button);
  showQueue();
  sync();
  setInterval(sync, 15_000);
  window.addEventListener("online", sync);
}
