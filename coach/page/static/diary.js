/* What was done on this phone and how it felt, kept here alone. The clinic's diary takes it from one code or file. */

const DIARY = "coach diary", KEPT = 200, BREAK = 12 * 3600, IN_ONE = 20;

let diary = (() => {
  try {
    const kept = JSON.parse(memory?.getItem(DIARY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch { return []; } // what is no diary counts for nothing
})();
let session = null, heardFrom = 0, heardTo = 0, goesOn = false;

const seconds = () => Math.floor(Date.now() / 1000);

/* From here on, another part of the session is heard. */
function hearFrom(at) { heardFrom = heardTo = at; }

/* A spot counts once each of its holds was heard from its first tone to its last, without a jump. */
function note() {
  const at = sound.currentTime;
  if (!told.album || sound.seeking || at <= heardTo) return;
  if (session && seconds() - session.last > BREAK) session = null;
  session ??= begin();
  session.heard += at - heardTo;
  let more = false;
  chapters.forEach((chapter, index) => {
    for (const one of chapter.stretches)
      if (!chapter.heard?.has(one) && heardFrom <= one.from && heardTo < one.end && one.end <= at)
        (chapter.heard ??= new Set()).add(one);
    if (chapter.heard?.size !== chapter.stretches.length || session.done.includes(index)) return;
    session.done.push(index);
    more = true;
  });
  heardTo = at;
  if (more) keep();
}

/* A session goes on for half a day, if it is begun where it was left. */
function begin() {
  const before = diary.find((one) => one.album === told.album);
  if (goesOn && before && !before.finished && seconds() - before.last < BREAK) return before;
  for (const one of chapters) delete one.heard;
  const now = new Date();
  return { album: told.album, began: seconds(), zone: -Math.round(now.getTimezoneOffset() / 15), last: seconds(), heard: 0, done: [], comfort: null };
}

function keep() {
  session.last = seconds();
  if (!diary.includes(session)) diary = [session, ...diary].slice(0, KEPT);
  save();
}

function save() {
  try { memory?.setItem(DIARY, JSON.stringify(diary)); } catch (error) { console.warn(error); }
  list();
}

function finish() {
  note();
  if (session?.done.length) {
    session.finished = true;
    keep();
    $("diary").open = true;
    $("felt").scrollIntoView({ block: "center" });
  }
  session = null;
  goesOn = false;
}

function list() {
  $("diary").hidden = !diary.length;
  $("sessions").replaceChildren(...diary.map((one) => {
    const row = document.createElement("li"), when = new Date(one.began * 1000);
    const date = when.toLocaleString(document.documentElement.lang, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    row.textContent = [date, told.spots.replace("{count}", one.done.length), one.comfort ?? "–"].join(" · ");
    return row;
  }));
  for (const button of $("felt").querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(diary[0]?.comfort === Number(button.textContent)));
  $("code").replaceChildren();
}

/* The words that `coach diary add` reads; see coach/diary/phone.py. */
function words(sessions) {
  const text = (number) => Math.max(0, Math.round(number)).toString(36), written = ["coach1"];
  let album = "";
  for (const one of [...sessions].reverse()) {
    if (one.album !== album) written.push(album = one.album);
    const bits = one.done.reduce((sum, index) => sum | 1n << BigInt(index), 0n).toString(36);
    const fields = [text(one.began), one.zone.toString(36), text(one.last - one.began), text(one.heard), bits];
    written.push(`${fields.join(".")}.${one.comfort ?? "x"}${one.finished ? "f" : ""}`);
  }
  const all = written.join(" ");
  return `${all} ${checksum(all).toString(36)}`;
}

function checksum(text) { // CRC-32
  let rest = -1;
  for (const byte of new TextEncoder().encode(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}

function showCode() {
  let count = Math.min(IN_ONE, diary.length), rows = null;
  while (count && !(rows = qrCode(words(diary.slice(0, count))))) count--;
  if (!rows) return;
  const name = "http://www.w3.org/2000/svg", picture = document.createElementNS(name, "svg"), path = document.createElementNS(name, "path");
  const size = rows.length + 8, dark = (row, y) => row.map((one, x) => (one ? `M${x + 4} ${y + 4}h1v1h-1z` : "")).join("");
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": told.code }))
    picture.setAttribute(key, value);
  path.setAttribute("d", rows.map(dark).join(""));
  picture.append(path);
  const about = document.createElement("p");
  about.textContent = told.inCode.replace("{count}", count);
  $("code").replaceChildren(picture, about);
  picture.scrollIntoView({ block: "center" });
}

function saveFile() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words(diary), "\n"], { type: "text/plain" }));
  link.download = "coach-sessions.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

if (told.album) {
  sound.addEventListener("timeupdate", note);
  sound.addEventListener("seeking", () => hearFrom(sound.currentTime));
  sound.addEventListener("pause", note);
  sound.addEventListener("ended", finish);
  $("first").addEventListener("click", () => { goesOn = false; });
  $("felt").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || !diary.length) return;
    diary[0].comfort = Number(button.textContent);
    save();
  });
  $("show-code").addEventListener("click", showCode);
  $("save-file").addEventListener("click", saveFile);
  $("forget").addEventListener("click", () => { if (confirm(told.forget)) { diary = []; session = null; save(); } });
  goesOn = !$("resume").hidden;
  hearFrom(sound.currentTime);
  list();
}
