// A screen beside a room: each event is the whole state of now, so that a page which comes late or again has it all.
"use strict";

const page = document.body;
const at = (id) => document.getElementById(id);
const SIZES = 6, READ = 3; // classes of letters; the last one that is read at 4 m
const SILENCE = 10000; // twice the room's beat
const AGAIN = 1000;

let events, patience, again;
const pictures = { drawing: "", code: "" };

function put(id, text) {
  if (at(id).textContent !== text) at(id).textContent = text;
}

function show(now) {
  if (now.version !== page.dataset.version) return location.reload(); // the coach was replaced, or its language
  put("lost", "");
  put("clock", now.clock);
  put("title", now.title);
  put("next", now.next);
  if (at("words").textContent !== now.words || pictures.drawing !== now.drawing) {
    put("words", now.words);
    fit();
  }
  at("more").hidden = now.code === "";
  picture("code", now.code);
  picture("drawing", now.drawing).then(() => light(now));
}

// The largest letters in which the words have room; a drawing gives way before they are too small for 4 m.
function fit() {
  const words = at("words"), drawing = at("drawing");
  for (const hidden of [false, true]) {
    drawing.hidden = hidden;
    for (let size = 0; size < (hidden ? SIZES : READ + 1); size++) {
      words.className = `s${size}`;
      if (fits(words)) return;
    }
  }
}

function fits(words) {
  return words.scrollHeight <= words.parentElement.clientHeight && words.scrollWidth <= words.clientWidth;
}

async function picture(id, name) {
  if (pictures[id] === name) return;
  pictures[id] = name;
  at(id).innerHTML = "";
  if (!name) return;
  const answer = await fetch(`picture/${name}`).catch(() => ({ ok: false })); // `lost` tells of it
  if (pictures[id] !== name) return; // the next one was faster
  if (answer.ok) at(id).innerHTML = await answer.text();
  else pictures[id] = ""; // the next event asks again
  if (id === "drawing") fit();
}

function light(now) {
  const drawing = at("drawing").querySelector("svg");
  if (!drawing || pictures.drawing !== now.drawing) return;
  drawing.classList.toggle("mirrored", now.side === "right" && drawing.classList.contains("limb"));
  for (const spot of drawing.querySelectorAll(".spot")) spot.classList.toggle("lit", spot.dataset.place === now.place);
}

function follow() {
  clearTimeout(again);
  if (events) events.close();
  events = new EventSource("events");
  events.onmessage = (event) => {
    wait();
    show(JSON.parse(event.data));
  };
  events.onerror = () => {
    lost();
    // A refused connection is not tried again by the browser.
    if (events.readyState === EventSource.CLOSED) again = setTimeout(follow, AGAIN);
  };
  wait();
}

// A dead connection may say nothing at all.
function wait() {
  clearTimeout(patience);
  patience = setTimeout(() => {
    lost();
    follow();
  }, SILENCE);
}

// Old words would be wrong, and nobody would know.
function lost() {
  put("lost", page.dataset.lost);
  for (const id of ["words", "next", "clock"]) put(id, "");
}

// Where a browser does not let a page keep the display on, the system's own setting has to.
if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
addEventListener("resize", fit);
follow();
