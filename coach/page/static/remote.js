// A remote for a session that sounds at a computer: what is heard now comes as events, and each button is one request.
"use strict";

const page = document.body, say = page.dataset;
const at = (id) => document.getElementById(id);
const buttons = document.querySelectorAll("[data-ask]");
const SILENCE = 9000; // twice the computer's beat, and some

let events, patience, ends = 0, does = "", over = false;

// A screen reader speaks what is new, so what stays the same is not written again.
function put(id, text) {
  if (at(id).textContent !== text) at(id).textContent = text;
}

function show(now) {
  put("chapter", now.chapter);
  put("place", now.place);
  put("words", now.words);
  at("words").className = now.words.length > 130 ? "longest" : now.words.length > 60 ? "long" : "";
  put("told", now.over ? say.over : now.begun ? now.status : say.notBegun);
  at("toggle").dataset.ask = now.paused ? "go-on" : "pause";
  put("toggle", now.paused ? say.goOn : say.pause);
  for (const one of buttons) one.disabled = now.over || !now.begun;
  does = now.does;
  ends = now.left === null ? 0 : performance.now() + 1000 * now.left;
  count();
}

function count() {
  const left = Math.ceil((ends - performance.now()) / 1000);
  put("hold", left > 0 ? `${does} ${left}`.trim() : "");
}

function follow() {
  if (over) return;
  if (events) events.close();
  events = new EventSource("events");
  events.onmessage = (event) => {
    const now = JSON.parse(event.data);
    over = now.over;
    if (over) events.close();
    wait();
    show(now);
  };
  events.onerror = () => put("told", say.noAnswer);
  wait();
}

// A dead connection may say nothing at all, and a refused one is not tried again by the browser.
function wait() {
  clearTimeout(patience);
  if (!over) patience = setTimeout(lost, SILENCE);
}

function lost() {
  put("told", say.noAnswer);
  follow();
}

// What could not be asked at once is not asked at all: nobody wants it later, at another spot.
async function ask(request) {
  const late = new AbortController(), timer = setTimeout(() => late.abort(), 2000);
  if (navigator.vibrate) navigator.vibrate(30);
  try {
    const answer = await fetch(`ask/${request}`, { method: "POST", signal: late.signal });
    if (answer.status === 429) put("told", say.tooFast);
    else if (!answer.ok) throw new Error(answer.statusText);
  } catch {
    if (!over) put("told", say.noAnswer);
  } finally {
    clearTimeout(timer);
  }
}

for (const one of buttons) one.addEventListener("click", () => ask(one.dataset.ask));
document.addEventListener("visibilitychange", () => document.hidden || follow());
setInterval(count, 200);
follow();
