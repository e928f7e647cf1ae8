"use strict";
// The end of the way: what the server has is what the review shows, and what it shows is what is sent; or all of it is deleted.

// ---- what the server has

const Draft = (() => {
  const sorted = (list) => list.map(({ slug, isRequired, required = isRequired }) => `${slug} ${required}`).sort().join();
  const isOther = (content) => sorted(content.asked) !== sorted(asked);

  /** Takes in what the server has, in place of what the page knew. Pictures of the page's own that aren't there go. */
  const takeIn = (content) => {
    const values = new Map(Object.entries(content.texts));
    for (const [slug, field] of fields) {
      // What somebody is typing stays, unless another window wrote something else.
      if (values.get(slug) === state.values.get(slug)) continue;
      if (values.has(slug)) field.write(values.get(slug));
      else field.clear();
    }
    state.values = values;
    state.arrived = new Map(content.pictures.map(({ slug, bytes, version }) => [slug, { bytes, version }]));
    for (const [slug, { version }] of state.blobs) {
      if (state.arrived.get(slug)?.version !== version) state.blobs.delete(slug);
    }
  };

  const read = async (signal) => {
    const { draft } = state;
    const content = await Server.ask("GET", "draft", { draft, signal, isQuiet: true });
    if (state.draft !== draft || state.ending) throw stopped;
    takeIn(content);
    return content;
  };

  /**
   * The service's settings may change while somebody is here. Then the page comes anew, and what it has is still there.
   * True when it does.
   */
  const isLeftFor = (content, step) => {
    if (!isOther(content) || state.isAnew) return false;
    Memory.keep(state.draft, step, "changed");
    if (Memory.kept()?.draft !== state.draft) {
      notice("What is asked for has changed. Please load this page again.");
      return false;
    }
    location.reload();
    return true;
  };

  const hasChanged = async (step) => {
    try {
      return isLeftFor(await read(), step);
    } catch (refusal) {
      return isSettled(refusal);
    }
  };

  /** What the review shows, by which the server knows whether that is what it has. */
  const shown = () => ({
    texts: Object.fromEntries(texts.filter((one) => state.values.has(one.slug)).map((one) => [one.slug, state.values.get(one.slug)])),
    pictures: Object.fromEntries(pictures.filter((one) => state.arrived.has(one.slug))
      .map((one) => [one.slug, state.arrived.get(one.slug).version])),
  });
  return { isOther, read, isLeftFor, hasChanged, shown };
})();

// ---- review and sending

const Review = (() => {
  const change = (label, action) => {
    const button = make("button", { type: "button", className: "link" }, "Change", make("span", { className: "visually-hidden" }, ` ${label}`));
    on(button, "click", () => { state.returns = true; action(); });
    return button;
  };
  const row = (label, content, button) =>
    make("div", { className: "row" }, make("dt", {}, label), make("dd", {}, ...content), make("dd", { className: "change" }, button));

  const textRow = ({ slug }) => {
    const { label, full = label } = describe(slug);
    const value = state.values.get(slug);
    const lines = value ? readable(slug, value) : ["Not given"];
    const content = lines.map((line) => make("span", { className: value ? "line" : "line quiet", dir: "auto" }, line));
    return row(full, content, change(full.toLowerCase(), () => { go("details"); fields.get(slug).first.focus(); }));
  };

  const pictureRow = ({ slug }) => {
    const { label } = describe(slug);
    const bytes = state.arrived.get(slug)?.bytes;
    const content = [make("span", { className: bytes === undefined ? "line quiet" : "line" },
      bytes === undefined ? "Not given" : `Has arrived (${sizeWords(bytes)})`)];
    if (state.blobs.has(slug)) {
      const canvas = make("canvas", { role: "img", "aria-label": `Your picture: ${label}` });
      Picture.show(state.blobs.get(slug).blob, canvas, 480);
      content.unshift(canvas);
    }
    return row(label, content, change(label.toLowerCase(), () => go(`picture:${slug}`)));
  };

  let reading; // stops it
  let drawn; // what the review shows
  const draw = () => {
    drawn = Draft.shown();
    byId("review").replaceChildren(...texts.map(textRow), ...pictures.map(pictureRow));
  };

  /** Shows what the server has, which may be more than the page knows: a picture whose answer was lost, another window's text. */
  const refresh = async () => {
    reading?.abort();
    reading = new AbortController();
    try {
      const content = await Draft.read(reading.signal);
      if (state.step !== "review" || Draft.isLeftFor(content, "review")) return;
    } catch (refusal) {
      if (!isSettled(refusal)) showProblem("review-problem", refusal.message);
      return;
    }
    if (JSON.stringify(Draft.shown()) !== JSON.stringify(drawn)) draw();
  };

  const enter = () => {
    showProblem("review-problem");
    draw();
    refresh();
  };
  const leave = () => {
    reading?.abort();
    drawn = undefined;
  };

  /** Where the first thing is missing, if anything is. */
  const missing = () => {
    const text = texts.find((one) => one.isRequired && !state.values.get(one.slug));
    return text ?? pictures.find((one) => one.isRequired && !state.arrived.has(one.slug));
  };

  const refuse = (slug, words) => {
    state.returns = true;
    if (fields.has(slug)) {
      go("details");
      Details.refuse(slug, words);
    } else {
      go(`picture:${slug}`);
      Pictures.problem(words);
    }
  };

  /** The token stays for a day, so that a page that is loaded again still has the reference. */
  const deliver = async (json) => {
    const { draft } = state;
    const { reference } = await Server.ask("POST", "draft/submit", { draft, json });
    byId("reference").textContent = reference;
    end("done");
    Memory.keep(draft, "done");
    Frame.tell("success", { reference });
  };

  /** It was sent before, perhaps from another window: the server says again what became of it. */
  const showSent = async () => {
    try {
      await deliver();
    } catch {
      end("received");
    }
  };

  const send = async () => {
    const gap = missing();
    if (gap) return refuse(gap.slug, gap.isPicture ? "This picture is needed." : "This is needed.");
    reading?.abort();
    // Sending twice is sending once: a page that is loaded again before the answer came asks for it.
    Memory.keep(state.draft, "sending");
    try {
      await deliver(drawn);
    } catch (refusal) {
      Memory.keep(state.draft, "review");
      if (isSettled(refusal)) return;
      if (isAboutConsent(refusal)) return settleConsent("review");
      if (refusal.status === 409 && refusal.slug !== "draft") return end("received");
      if (refusal.status === 409) {
        await refresh();
        if (state.step === "review") showProblem("review-problem", refusal.message);
        return;
      }
      if (refusal.status === 422 && await Draft.hasChanged("review")) return;
      if (asked.some((one) => one.slug === refusal.slug)) refuse(refusal.slug, refusal.message);
      else showProblem("review-problem", refusal.message);
    }
  };
  return { enter, leave, send, showSent };
})();

// ---- stopping

const Cancel = (() => {
  const dialog = () => byId("cancel-dialog");

  /** Deletes the draft, and says so once the server has answered. Until then the token stays: a page that is loaded again goes on. */
  const wipe = async () => {
    if (dialog().open) dialog().close();
    Memory.keep(state.draft, "deleting");
    state.ending = "deleting";
    show("deleting");
    try {
      await Server.ask("DELETE", "draft", { draft: state.draft, lost: "Nothing is deleted yet." });
    } catch (refusal) {
      if (refusal.slug === "sent") return Review.showSent();
      // Otherwise it has ended by itself.
      if (refusal.slug !== "draft" || refusal.status !== 404) {
        state.ending = undefined;
        return inTrouble(new Refusal(0, { message: `Nothing is deleted yet. ${refusal.message}` }), "deleting");
      }
    }
    end("cancelled");
    Frame.tell("cancel");
  };

  /** From the merchant's page: nothing to lose means nothing to ask. */
  const askToClose = () => {
    if (state.draft && !state.ending) {
      if (!dialog().open) dialog().showModal();
    } else {
      Frame.tell("close", { isDone: state.ending === "done" });
    }
  };

  const listen = () => {
    on(byId("cancel"), "click", (event) => { if (!isEcho(event, state.shownAt)) dialog().showModal(); });
    on(byId("cancel-no"), "click", () => dialog().close());
    on(byId("cancel-yes"), "click", wipe);
    on(byId("begin-again"), "click", () => beginAnew());
  };
  return { listen, askToClose, wipe };
})();
