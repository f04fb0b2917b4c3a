/* The page of a session. One <audio> with one whole file, never WebAudio: so the sound goes on when the phone locks. */
"use strict";

const $ = (id) => document.getElementById(id);
const body = document.body, told = body.dataset, sound = $("sound");
const network = sound.src, KEY = `coach ${location.pathname} ${told.version}`;

/* Chapters as the list has them, their stretches in seconds from the start of the chapter. A drawing is named where it
   changes. */
let named = "";
const chapters = [...document.querySelectorAll("#chapters button")].map((button) => {
  const { side = "", drawing = named, place = "", holds = "" } = button.dataset, start = Number(button.dataset.start);
  named = drawing;
  const stretches = holds.split(",").filter(Boolean).map((one) => {
    const [again, begins, from, end, out, stroke = 0] = one.trim().split(" ").map(Number);
    return { again: start + again, begins: start + begins, from: start + from, end: start + end, out: start + out, stroke };
  });
  return { button, side, drawing, place, start, title: button.textContent, stretches };
});
const drawings = [...document.querySelectorAll("#drawings svg")];
for (const text of document.querySelectorAll("#drawings text")) text.setAttribute("lengthAdjust", "spacingAndGlyphs");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let captions = [], current = null, leaving = null, loaded = null, lock = null, shown = "";

/* A browser may refuse to remember; then every visit begins at the beginning. */
const memory = (() => {
  try { return window.localStorage; } catch { return null; }
})();

const length = () => (Number.isFinite(sound.duration) ? sound.duration : Number(told.length));
const chapterAt = (at) => chapters.findLast((one) => one.start <= at + 0.02) ?? chapters[0];
const stretchAt = (at) => chapterAt(at).stretches.find((one) => one.begins <= at && at < one.out);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const tell = (name, values = {}) =>
  write($("told"), Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), told[name]));

/* Going somewhere. Nobody is led away from within a stretch: the words that lead out of it come first. */

function seek(at) {
  leaving = null;
  sound.currentTime = Math.max(0, Math.min(at, length() - 0.1));
  show();
}

function go(to) {
  const within = stretchAt(sound.currentTime);
  const into = stretchAt(to);
  const target = into && to > into.begins ? into.again : to;
  if (!within || body.classList.contains("fresh")) return seek(target);
  if (sound.currentTime < within.end) sound.currentTime = within.end;
  leaving = { from: within.out + 0.3, to: target };
  return show();
}

const next = () => {
  const after = chapters[chapters.indexOf(chapterAt(sound.currentTime)) + 1];
  if (after) go(after.start);
};
const back = () => go(chapters[Math.max(0, chapters.indexOf(chapterAt(sound.currentTime)) - 1)].start);
const again = () => go(chapterAt(sound.currentTime).start);

async function play() {
  if (sound.error) exchange(network);
  const within = stretchAt(sound.currentTime);
  // No stretch is gone on with in its middle: the instruction before it comes again.
  if (within && sound.currentTime < within.end && !leaving) seek(within.again);
  try {
    await sound.play();
  } catch (error) {
    if (error.name !== "AbortError") tell("lost");
  }
}
const pause = () => sound.pause();
const toggle = () => (sound.paused ? play() : pause());

/* Showing what sounds. */

function show() {
  const at = sound.currentTime, chapter = chapterAt(at);
  if (leaving && at >= leaving.from) return seek(leaving.to);
  if (chapter !== current) enter(chapter);
  const within = stretchAt(at), out = sound.paused && within && at < within.end;
  const caption = captions.findLast((one) => one.start <= at);
  // At a pause within a stretch, the words that lead out of it stand there.
  if (out) say(captions.filter((one) => within.end <= one.start && one.start < within.out).map((one) => one.text).join(" "));
  else say(caption && caption.start >= chapter.start && at < caption.end + 8 ? caption.text : "");
  $("hint").hidden = !out;
  showStretch(at, out ? undefined : within);
  if (!body.classList.contains("fresh")) write($("left"), told.left.replace("{time}", clock(length() - at)));
  return undefined;
}

function say(text) {
  if (text === shown) return;
  shown = text;
  const tone = text.startsWith("[");
  $("words").className = [tone && "tone", text.length > 60 ? "long" : text.length < 26 && "short"].filter(Boolean).join(" ");
  write($("words"), tone ? text.slice(text.startsWith(told.tone) ? told.tone.length : 1, -1) : text);
}

function showStretch(at, within) {
  $("stretch").hidden = !within;
  if (!within) return;
  const reaching = at < within.from, done = at >= within.end, until = reaching ? within.from : within.end;
  const returning = within.stroke && Math.floor((at - within.from) / within.stroke) % 2;
  const doing = within.stroke ? told[returning ? "strokeBack" : "strokeOut"] : told.hold;
  $("stretch").classList.toggle("reaching", reaching);
  write($("does"), done ? told.release : reaching ? told.reach : doing);
  write($("count"), done || reaching ? "" : String(Math.ceil(until - at)));
  const since = reaching ? within.begins : within.from;
  const part = done ? 0 : (at - since) / (until - since);
  // The bar fills on the way in, and empties during the hold; a step a second where motion is to be reduced.
  const calm = still.matches ? Math.round(until - since) : 1000;
  $("bar").value = Math.round((reaching || done ? part : 1 - part) * calm) / calm;
}

function enter(chapter) {
  current?.button.removeAttribute("aria-current");
  current = chapter;
  chapter.button.setAttribute("aria-current", "true");
  body.dataset.side = chapter.side;
  if (chapter.side) $("setup").open = false;
  const side = { left: told.sideLeft, right: told.sideRight }[chapter.side] ?? "";
  write($("side"), side);
  write($("chapter"), besideSide(chapter.title, side));
  const passed = chapters.slice(0, chapters.indexOf(chapter)).filter((one) => one.side === chapter.side);
  for (const drawing of drawings) {
    drawing.classList.toggle("shown", drawing.dataset.drawing === chapter.drawing && chapter.side !== "");
    drawing.classList.toggle("mirrored", chapter.side === "right" && drawing.classList.contains("limb"));
    for (const spot of drawing.querySelectorAll(".spot")) {
      const { place } = spot.dataset;
      spot.classList.toggle("lit", place === chapter.place);
      spot.classList.toggle("done", passed.some((one) => one.place === place && one.drawing === chapter.drawing));
    }
  }
  nameForLockScreen();
  remember();
}

/* A title without the part that only repeats the side, which stands beside it in large letters. */
function besideSide(title, side) {
  const [first, ...rest] = title.split(", ");
  if (!side || !rest.length || !first.toLowerCase().includes(side.toLowerCase())) return title;
  return [...first.split(": ").slice(0, -1), rest.join(", ")].join(": ");
}

const frame = () => {
  show();
  if (!sound.paused) requestAnimationFrame(frame);
};

/* The lock screen. Without handlers to seek by some seconds, iOS shows its two buttons for previous and next. */

function nameForLockScreen() {
  if (!navigator.mediaSession || !current) return;
  const artwork = told.cover ? [{ src: new URL(told.cover, location.href).href, sizes: "1400x1400" }] : [];
  navigator.mediaSession.metadata = new MediaMetadata({ title: current.title, artist: document.title, album: document.title, artwork });
}

function listenToLockScreen() {
  if (!navigator.mediaSession) return;
  const handlers = { play, pause, previoustrack: back, nexttrack: next, seekto: (where) => go(where.seekTime) };
  for (const [name, handler] of Object.entries(handlers)) navigator.mediaSession.setActionHandler(name, handler);
}

function placeOnLockScreen() {
  if (!navigator.mediaSession?.setPositionState || !Number.isFinite(sound.duration)) return;
  const position = Math.min(sound.currentTime, sound.duration);
  navigator.mediaSession.setPositionState({ duration: sound.duration, playbackRate: sound.playbackRate, position });
}

/* A lit screen, where that may be asked for. */

async function stayAwake() {
  if (!("wakeLock" in navigator) || sound.paused || document.hidden || lock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => { lock = null; });
  } catch { /* A phone that saves power refuses; the sound goes on without. */ }
}

/* The position, kept on this phone alone. */

function remember() {
  if (!memory || body.classList.contains("fresh")) return;
  memory.setItem(KEY, String(sound.ended ? 0 : sound.currentTime));
}

function recall() {
  const chapter = chapterAt(Number(memory?.getItem(KEY) ?? 0));
  if (chapter === chapters[0]) return;
  body.classList.remove("fresh");
  seek(chapter.start);
  $("resume").hidden = false;
  write($("play").lastElementChild, told.goOn);
}

/* The whole file, in the page. It takes the place of the network's only while somebody looks and nothing is said:
   a source that changes under a locked screen would end the sound. */

async function load() {
  const answer = await fetch(network, { cache: "no-store" }); // else it waits for what the player still reads
  if (!answer.ok) throw new Error(answer.statusText);
  const total = Number(answer.headers.get("Content-Length")), parts = [], reader = answer.body.getReader();
  let done = 0, percent = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    parts.push(piece.value);
    done += piece.value.length;
    const now = total ? Math.floor((done / total) * 4) * 25 : 0;
    if (now > percent && now < 100) tell("loading", { percent: (percent = now) });
  }
  loaded = URL.createObjectURL(new Blob(parts, { type: answer.headers.get("Content-Type") ?? "audio/mpeg" }));
  takeLoaded();
}

function takeLoaded() {
  if (!loaded || sound.src === loaded || document.hidden || !(sound.paused || quiet())) return;
  exchange(loaded);
  tell("loaded");
}

function quiet() {
  const at = sound.currentTime;
  return captions.length > 0 && !stretchAt(at + 2) && !stretchAt(at)
    && !captions.some((one) => one.start < at + 2 && at < one.end);
}

function exchange(source) {
  const at = sound.currentTime, sounding = !sound.paused;
  sound.src = source;
  sound.currentTime = at; // until there is metadata, where to begin; some browsers forget it
  sound.addEventListener("loadedmetadata", () => { sound.currentTime = at; }, { once: true });
  if (sounding) play();
}

function onError() {
  if (sound.src === loaded) { // a policy of the host's may refuse what is in the page
    loaded = null;
    exchange(network);
    write($("told"), "");
  } else if (loaded) {
    exchange(loaded);
    play();
  } else tell("lost");
}

async function readCaptions() {
  const answer = await fetch(told.captions);
  if (!answer.ok) throw new Error(answer.statusText);
  const seconds = (time) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const plain = new DOMParser(); // of a caption's text only what is escaped is markup
  captions = (await answer.text()).split("\n\n").slice(1).map((block) => {
    const [times, ...lines] = block.trim().split("\n"), [start, end] = times.split(" --> ").map(seconds);
    return { start, end, text: plain.parseFromString(lines.join(" "), "text/html").body.textContent };
  });
  show();
}

/* A service worker, on a page that came with one by https: plays offline, and tells of a new version. */

async function install() {
  if (!navigator.serviceWorker || !document.querySelector("link[rel=manifest]")) return;
  const registration = await navigator.serviceWorker.register("worker.js");
  const offer = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    tell("new");
    $("update").parentElement.hidden = false;
    $("update").onclick = () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
      registration.waiting.postMessage("take over");
    };
  };
  registration.addEventListener("updatefound", () => registration.installing.addEventListener("statechange", offer));
  offer();
  await navigator.serviceWorker.ready;
  if ($("update").parentElement.hidden) tell("kept");
}

sound.addEventListener("play", () => {
  body.classList.remove("fresh");
  body.classList.add("playing");
  $("resume").hidden = true;
  write($("play").lastElementChild, told.pause);
  stayAwake();
  frame();
});
sound.addEventListener("pause", () => {
  body.classList.remove("playing");
  write($("play").lastElementChild, sound.ended ? told.play : told.goOn);
  lock?.release();
  remember();
  takeLoaded();
  show();
});
sound.addEventListener("ended", () => { tell("ended"); remember(); });
sound.addEventListener("playing", () => { listenToLockScreen(); nameForLockScreen(); placeOnLockScreen(); });
for (const name of ["loadedmetadata", "seeked", "ratechange"]) sound.addEventListener(name, placeOnLockScreen);
// Frames rest while the page is hidden; this does not.
sound.addEventListener("timeupdate", () => { takeLoaded(); show(); });
sound.addEventListener("error", onError);
document.addEventListener("visibilitychange", () => { stayAwake(); takeLoaded(); if (!sound.paused) frame(); });
window.addEventListener("pagehide", remember);
setInterval(() => { if (!sound.paused) remember(); }, 5000);

for (const [id, act] of Object.entries({ play: toggle, next, back, again })) $(id).addEventListener("click", act);
$("first").addEventListener("click", () => { $("setup").open = true; seek(0); play(); });
for (const one of chapters) one.button.addEventListener("click", () => { go(one.start); play(); });
document.addEventListener("keydown", (event) => {
  if (event.target.closest("button, summary, a") && event.key === " ") return;
  const act = { " ": toggle, ArrowRight: next, ArrowLeft: back }[event.key];
  if (!act || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  act();
});

for (const one of chapters) {
  const time = document.createElement("time");
  time.textContent = clock(one.start);
  one.button.append(" ", time);
}
recall();
show();
const missing = (text) => (error) => { console.warn(error); tell(text); };
readCaptions().catch(missing("noWords"));
load().catch(missing("lost")).then(install).catch(missing("lost"));
