"use strict";
// What the page has around it: the markup that came with it, the browser's storage, the server, and the page that may hold
// it in a frame. What a person enters lives in this page and, sealed, at the server; the browser's storage holds the draft's
// token and the step, nothing else.

const byId = (id) => document.getElementById(id);
const on = (target, type, action) => target.addEventListener(type, action);
const setShown = (id, isShown) => { byId(id).hidden = !isShown; };

const page = byId("page");
const query = new URLSearchParams(location.search);
const asked = [...document.querySelectorAll("#asked li")].map((item) => ({
  slug: item.dataset.slug, item,
  isPicture: "picture" in item.dataset, isRequired: "required" in item.dataset,
  reason: item.querySelector(".reason")?.textContent ?? "",
}));
const texts = asked.filter((one) => !one.isPicture);
const pictures = asked.filter((one) => one.isPicture);

/** Said aloud by a screen reader. */
const say = (words) => {
  byId("said").textContent = "";
  setTimeout(() => { byId("said").textContent = words; }, 60);
};

/** Whether a click is the second half of a double tap, which isn't meant for what has just come under the finger. */
const isEcho = (event, shownAt) => event.detail > 0 && performance.now() - shownAt < 400;

/** Words on top of the page that stay until they are taken away. */
const notice = (words = "", offersRetry = false) => {
  byId("notice-words").textContent = words;
  byId("notice").classList.toggle("is-empty", !words);
  setShown("try-now", offersRetry);
};

// ---- the draft's token and the step, over a reload

const Memory = (() => {
  // Two links in one tab are two ways; FNV-1a, 32 bits, tells them apart and protects nothing.
  const tag = [...`${page.dataset.base} ${query.get("refId") ?? ""} ${query.get("resubmit") ?? ""}`]
    .reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0, 0x811c9dc5).toString(16);
  const name = `lethe-draft-${tag}`;
  // A browser may refuse storage to a page in a frame: then a reload begins anew.
  const attempt = (action) => { try { return action(); } catch { return null; } };
  return {
    keep: (draft, step, note) => attempt(() => sessionStorage.setItem(name, JSON.stringify({ draft, step, note }))),
    kept: () => attempt(() => JSON.parse(sessionStorage.getItem(name))),
    forget: () => attempt(() => sessionStorage.removeItem(name)),
  };
})();

// ---- the server

/** An answer that says no: `status`, `words` for people, and the attribute it is about. */
class Refusal extends Error {
  constructor(status, body) {
    super(body?.message ?? "The server can't be reached.");
    this.status = status;
    this.slug = String(body?.extra?.field ?? "").split(/[.[\]/]/).filter(Boolean).pop();
  }
}

/** Thrown where the person didn't want to wait any longer. */
const stopped = new Error("stopped");

const Server = (() => {
  const longest = 30; // seconds between two attempts
  const patience = 60; // seconds in which nothing moves
  const slowest = 5000; // bytes a second; what a browser has handed over may still be on its way
  let wake = () => {};
  on(byId("try-now"), "click", () => wake());
  on(window, "online", () => wake());

  /** Waits, and less when the connection is back or the person says so. */
  const pause = (seconds, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    wake = () => { clearTimeout(timer); resolve(); };
    signal?.addEventListener("abort", () => wake(), { once: true });
  });

  /** One attempt: `{status, body, retryAfter}`; status 0 where no answer came. */
  const attempt = (method, path, { draft, json, blob, progress, signal }) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, `${page.dataset.base}/${path}`);
    if (draft) request.setRequestHeader("X-Lethe-Draft", draft);
    if (json) request.setRequestHeader("Content-Type", "application/json");
    if (blob) request.setRequestHeader("Content-Type", blob.type);
    // A slow connection is let go on; one on which nothing moves is given up.
    let idle;
    const stir = (seconds = patience) => {
      clearTimeout(idle);
      idle = setTimeout(() => request.abort(), 1000 * seconds);
    };
    request.upload.onprogress = (event) => {
      stir(event.loaded < event.total ? patience : patience + event.total / slowest);
      progress?.(event.loaded / event.total);
    };
    request.onloadend = () => {
      clearTimeout(idle);
      let body;
      try { body = JSON.parse(request.responseText); } catch { /* an answer of something in between */ }
      const wait = body?.extra?.retryAfter ?? Number(request.getResponseHeader("Retry-After"));
      resolve({ status: request.status, body, retryAfter: Number(wait) || 0 });
    };
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    stir();
    request.send(json ? JSON.stringify(json) : blob ?? null);
  });

  /**
   * Asks until there is an answer: a lost connection, a busy and a failing server are asked again, each time later.
   * Throws a `Refusal`, or `stopped`. One that is quiet leaves words on top of the page that others wrote.
   */
  const ask = async (method, path, options = {}) => {
    const hush = () => { if (!options.isQuiet || hasTold) notice(); };
    let hasTold = false;
    for (let round = 0; ; round += 1) {
      const { status, body, retryAfter } = await attempt(method, path, options);
      if (options.signal?.aborted) throw stopped;
      if (status >= 200 && status < 300) {
        hush();
        return body;
      }
      if (status !== 0 && status !== 429 && status < 500) {
        hush();
        throw new Refusal(status, body);
      }
      const delay = Math.min(longest, 2 ** round) * (0.75 + Math.random() / 2);
      const seconds = Math.ceil(Math.max(retryAfter, delay));
      const why = status === 0 ? `The connection is lost. ${options.lost ?? "What has arrived is safe."}` : status === 429
        ? "The server is busy." : "The server has trouble right now.";
      hasTold = true;
      notice(`${why} This page tries again by itself.`, true);
      options.progress?.(0);
      await pause(seconds, options.signal);
      if (options.signal?.aborted) throw stopped;
    }
  };
  return { ask };
})();

// ---- the page around this one, when a merchant's site shows it in a frame

const Frame = (() => {
  const origins = (page.dataset.frameOrigins ?? "").split(" ").filter(Boolean);
  const isFramed = parent !== window;
  let origin;
  /** Only to the very origin that greeted from the list; never more than the reference. */
  const tell = (event, more = {}) => {
    if (origin) parent.postMessage({ source: "lethe-verify", event, ...more }, origin);
  };
  const listen = (askToClose) => {
    if (!isFramed) return;
    on(window, "message", (message) => {
      if (message.source !== parent || !origins.includes(message.origin)) return;
      if (message.data?.source !== "lethe-widget") return;
      if (message.data.event === "hello" && !origin) {
        origin = message.origin;
        tell("load");
      }
      if (message.data.event === "ask-to-close") askToClose();
    });
    on(document, "keydown", (event) => {
      if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
      // Or the same key would close the question again.
      event.preventDefault();
      askToClose();
    });
  };
  return { isFramed, tell, listen };
})();
