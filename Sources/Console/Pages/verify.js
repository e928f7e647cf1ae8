"use strict";
// The way through the page, one step after the other: what is known, what has arrived at the server, and what is shown.

// ---- what is known, and the steps

const state = {
  draft: undefined, step: "consent", ending: undefined,
  values: new Map(), arrived: new Map(), blobs: new Map(), returns: false,
};
const fields = new Map(texts.map((one) => [one.slug, makeField(one.slug, one.isRequired, one.reason)]));
const steps = ["consent", ...(texts.length ? ["details"] : []), ...pictures.map((one) => `picture:${one.slug}`), "review"];
const serviceTitle = document.title;

/** What stands under an address of its own in the page: all pictures share a section. */
const sectionOf = (step) => `step-${step.split(":")[0]}`;

const show = (step, takesFocus = true) => {
  state.step = step;
  Pictures.leave();
  for (const section of document.querySelectorAll(".step")) section.hidden = section.id !== sectionOf(step);
  const number = steps.indexOf(step);
  setShown("progress", number >= 0);
  setShown("cancel", number >= 0 && Boolean(state.draft));
  if (step.startsWith("picture:")) Pictures.enter(step.slice(8));
  if (step === "review") Review.enter();
  const heading = document.querySelector(`#${sectionOf(step)} h1`);
  document.title = `${heading.textContent} · ${serviceTitle}`;
  if (number >= 0) {
    byId("progress-words").textContent = `Step ${number + 1} of ${steps.length}`;
    byId("progress-bar").value = (number + 1) / steps.length;
  }
  if (!takesFocus) return;
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
};

/** Goes to a step and lets the browser's Back lead here again. */
const go = (step) => {
  if (state.draft) Memory.keep(state.draft, step);
  history.pushState({ step }, "");
  show(step);
};

/** The step after this one; the review, when it was left to change one thing. */
const goOn = () => {
  const next = state.returns ? "review" : steps[steps.indexOf(state.step) + 1];
  state.returns = false;
  go(next);
};

/** A step that ends the way: Back doesn't lead into what is over. */
const end = (step) => {
  state.ending = step;
  state.draft = undefined;
  Memory.forget();
  for (const one of [state.values, state.arrived, state.blobs]) one.clear();
  // Nothing of it stays in the page either.
  for (const field of fields.values()) field.clear();
  byId("review").replaceChildren();
  for (const canvas of document.querySelectorAll("canvas")) canvas.width = canvas.height = 0;
  history.replaceState({ step }, "");
  show(step);
};

const beginAnew = (words) => {
  end("consent");
  state.ending = undefined;
  byId("consent").checked = false;
  notice(words);
};

/** What every step does with an answer that says no; true when nothing is left to say. */
const isSettled = (refusal) => {
  if (refusal === stopped) return true;
  if (!(refusal instanceof Refusal)) throw refusal;
  if (refusal.status === 404) {
    // Otherwise it was stopped, and the answer comes late.
    if (state.draft && !state.ending) beginAnew("What you had entered was deleted, because it wasn't sent in time. Please begin again.");
    return true;
  }
  return false;
};

/** Runs an action of a button once at a time. */
const once = (button, action) => {
  let isBusy = false;
  return async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    button.setAttribute("aria-disabled", "true");
    try {
      await action(event);
    } finally {
      isBusy = false;
      button.removeAttribute("aria-disabled");
    }
  };
};

const showProblem = (id, words) => {
  byId(id).textContent = words ?? "";
  byId(id).hidden = !words;
};

const takeIn = (content) => {
  for (const [slug, value] of Object.entries(content.texts)) {
    state.values.set(slug, value);
    fields.get(slug)?.write(value);
  }
  for (const { slug, bytes } of content.pictures) state.arrived.set(slug, bytes);
};

// ---- consent

/** What is going to be asked for, told at the beginning. */
const Asked = (() => {
  const quiet = (words) => make("span", { className: "quiet" }, words);
  const name = ({ slug, item, isPicture, isRequired }) => {
    const { label, full = label, facing } = describe(slug);
    const notes = [isPicture && !facing && "as a picture", !isRequired && "optional"].filter(Boolean);
    item.querySelector("span").append(full, ...(notes.length ? [quiet(` ${notes.join(", ")}`)] : []));
  };

  /** Texts of one group in one line; with a reason each stands by itself. */
  const place = () => {
    asked.forEach(name);
    if (asked.some((one) => one.reason)) return;
    const groups = new Map();
    for (const { slug, item } of texts) {
      item.remove();
      const { label, group, control } = describe(slug);
      groups.set(group ?? "More", [...(groups.get(group ?? "More") ?? []), control === "exact" ? label : label.toLowerCase()]);
    }
    byId("asked").prepend(...[...groups].map(([group, labels]) => make("li", {}, make("span", {}, group), quiet(labels.join(", ")))));
  };
  return { place };
})();

const begin = async () => {
  const box = byId("consent");
  const words = box.checked ? "" : "To go on, you have to agree to this.";
  showProblem("consent-problem", words);
  box.toggleAttribute("aria-invalid", Boolean(words));
  if (words) {
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", "consent-problem");
    box.focus();
    return;
  }
  box.removeAttribute("aria-describedby");
  if (state.draft) return goOn();
  const known = Object.fromEntries(["refId", "email", "resubmit"].map((name) => [name, query.get(name) || undefined]));
  try {
    const { draft } = await Server.ask("POST", "drafts", { json: { ...known, consent: true } });
    state.draft = draft;
    takeIn(await Server.ask("GET", "draft", { draft }));
    goOn();
  } catch (refusal) {
    if (refusal?.status === 409) return end("received");
    if (state.draft && isSettled(refusal)) return;
    byId("trouble-words").textContent = refusal.message;
    show("trouble");
  }
};

// ---- details

const Details = (() => {
  const place = () => {
    const groups = new Map();
    for (const field of fields.values()) {
      const title = field.about.group ?? "More";
      if (!groups.has(title)) {
        const group = make("div", { className: "group", role: "group", "aria-label": title }, make("h2", {}, title));
        groups.set(title, group);
        byId("groups").append(group);
      }
      groups.get(title).append(field.element);
    }
  };

  /** Puts words beside fields, and above them when there are several; focus on the first. */
  const complain = (problems) => {
    const list = byId("details-problems").querySelector("ul");
    list.replaceChildren(...problems.map(({ field, words, input }) => {
      const link = make("a", { href: `#${input.id}` }, `${field.about.full ?? field.about.label}: ${words}`);
      on(link, "click", (event) => { event.preventDefault(); input.focus(); });
      return make("li", {}, link);
    }));
    setShown("details-problems", problems.length > 1);
    if (problems.length > 1) byId("details-problems").scrollIntoView({ block: "start" });
    problems[0]?.input.focus();
  };

  const refuse = (slug, words) => {
    const field = fields.get(slug);
    field.show(words);
    complain([{ field, words, input: field.first }]);
  };

  const save = async () => {
    const problems = [];
    const values = {};
    for (const [slug, field] of fields) {
      const { value, problem, input } = field.read();
      field.show(problem, input);
      if (problem) problems.push({ field, words: problem, input });
      else values[slug] = value;
    }
    complain(problems);
    if (problems.length) return;
    try {
      const content = await Server.ask("PUT", "draft/texts", { draft: state.draft, json: values });
      state.values = new Map(Object.entries(content.texts));
      // Whoever went back meanwhile stays there.
      if (state.step === "details") goOn();
    } catch (refusal) {
      if (isSettled(refusal)) return;
      if (fields.has(refusal.slug)) refuse(refusal.slug, refusal.message);
      else notice(refusal.message);
    }
  };
  return { place, save, refuse };
})();

// ---- pictures

const Pictures = (() => {
  let slug;
  let about;
  let ready; // what would be sent
  let sending; // stops it
  const parts = ["camera", "taken", "sending", "choices"];
  const only = (part) => { for (const one of parts) setShown(one, one === part); };

  const offer = () => {
    const { isRequired } = pictures.find((one) => one.slug === slug);
    const bytes = state.arrived.get(slug);
    const blob = state.blobs.get(slug);
    only("choices");
    setShown("here", bytes !== undefined);
    setShown("keep", bytes !== undefined);
    setShown("remove", bytes !== undefined && !isRequired);
    setShown("skip", bytes === undefined && !isRequired);
    byId("take").classList.toggle("primary", bytes === undefined);
    byId("take").textContent = bytes === undefined ? "Take a picture" : "Take another picture";
    byId("choose").textContent = bytes === undefined ? "Choose a file" : "Choose another file";
    if (bytes === undefined) return;
    byId("here-words").textContent = `This picture has arrived (${sizeWords(bytes)}).`;
    setShown("here-preview", Boolean(blob));
    byId("here-preview").setAttribute("aria-label", `Your picture: ${about.label}`);
    if (blob) Picture.show(blob, byId("here-preview"));
  };

  const enter = (entered) => {
    slug = entered;
    about = describe(slug);
    const { reason, isRequired } = pictures.find((one) => one.slug === slug);
    byId("title-picture").textContent = isRequired ? about.label : `${about.label} (optional)`;
    byId("picture-help").textContent = about.help;
    showProblem("picture-reason", reason);
    showProblem("picture-problem");
    offer();
  };

  const leave = () => {
    Camera.off(byId("video"));
    sending?.abort();
    ready = undefined;
  };

  const preview = async (prepare, words) => {
    const current = slug;
    showProblem("picture-problem");
    byId("taken-words").textContent = "Getting the picture ready.";
    try {
      const blob = await prepare();
      await Picture.show(blob, byId("preview"));
      if (slug !== current || state.step !== `picture:${current}`) return;
      ready = blob;
    } catch (problem) {
      offer();
      showProblem("picture-problem", problem.message);
      return;
    }
    only("taken");
    byId("preview").setAttribute("aria-label", `Your picture: ${about.label}`);
    byId("taken-words").textContent = `${words} Can everything be seen and read? (${sizeWords(ready.size)})`;
    say(words);
    byId("use").focus();
  };

  const choose = (input) => {
    const [file] = input.files;
    input.value = "";
    if (file) return preview(() => Picture.prepare(file), "This is the picture you chose.");
  };

  const take = async () => {
    showProblem("picture-problem");
    // Where a page has no camera, the phone's own camera program may do.
    if (!Camera.isThere()) return byId("file-camera").click();
    const current = slug;
    only("camera");
    try {
      await Camera.on(byId("video"), about.facing ?? "environment");
      // Whoever left before the camera was there isn't looked at.
      if (state.step !== `picture:${current}` || byId("camera").hidden) return Camera.off(byId("video"));
      byId("shutter").focus();
    } catch (problem) {
      offer();
      showProblem("picture-problem", problem.message);
      byId("choose").focus();
    }
  };

  const shoot = async () => {
    const video = byId("video");
    if (!video.videoWidth) return say("The camera isn't ready yet.");
    await preview(async () => {
      const blob = await Picture.ofVideo(video);
      Camera.off(video);
      return blob;
    }, "This is the picture you took.");
  };

  const send = async () => {
    const [current, blob] = [slug, ready];
    sending = new AbortController();
    const progress = (part) => {
      byId("sending-bar").value = part;
      byId("sending-words").textContent = `Sending the picture: ${Math.round(100 * part)} %`;
    };
    only("sending");
    progress(0);
    byId("stop-sending").focus();
    try {
      const { bytes } = await Server.ask("PUT", `draft/pictures/${current}`, { draft: state.draft, blob, progress, signal: sending.signal });
      state.arrived.set(current, bytes);
      state.blobs.set(current, blob);
      say("The picture has arrived.");
      goOn();
    } catch (refusal) {
      if (isSettled(refusal)) return;
      offer();
      showProblem("picture-problem", refusal.message);
    }
  };

  const remove = async () => {
    try {
      await Server.ask("DELETE", `draft/pictures/${slug}`, { draft: state.draft });
      state.arrived.delete(slug);
      state.blobs.delete(slug);
      say("The picture was deleted.");
      offer();
      byId("take").focus();
    } catch (refusal) {
      if (!isSettled(refusal)) showProblem("picture-problem", refusal.message);
    }
  };

  const again = () => {
    ready = undefined;
    offer();
    byId("take").focus();
  };

  const stop = () => {
    sending?.abort();
    notice();
    again();
  };

  const listen = () => {
    on(byId("take"), "click", take);
    on(byId("choose"), "click", () => byId("file").click());
    for (const id of ["file", "file-camera"]) on(byId(id), "change", () => choose(byId(id)));
    on(byId("shutter"), "click", once(byId("shutter"), shoot));
    on(byId("camera-off"), "click", () => { Camera.off(byId("video")); again(); });
    on(byId("use"), "click", once(byId("use"), send));
    on(byId("again"), "click", again);
    on(byId("stop-sending"), "click", stop);
    on(byId("keep"), "click", goOn);
    on(byId("skip"), "click", goOn);
    on(byId("remove"), "click", once(byId("remove"), remove));
    // A camera that nobody looks through is turned off.
    on(document, "visibilitychange", () => {
      if (document.hidden && !byId("camera").hidden) { Camera.off(byId("video")); offer(); }
    });
  };
  return { enter, leave, listen, problem: (words) => showProblem("picture-problem", words) };
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
    const content = lines.map((line) => make("span", { className: value ? "line" : "line quiet" }, line));
    return row(full, content, change(full.toLowerCase(), () => { go("details"); fields.get(slug).first.focus(); }));
  };

  const pictureRow = ({ slug }) => {
    const { label } = describe(slug);
    const bytes = state.arrived.get(slug);
    const content = [make("span", { className: bytes === undefined ? "line quiet" : "line" },
      bytes === undefined ? "Not given" : `Has arrived (${sizeWords(bytes)})`)];
    if (state.blobs.has(slug)) {
      const canvas = make("canvas", { role: "img", "aria-label": `Your picture: ${label}` });
      Picture.show(state.blobs.get(slug), canvas, 480);
      content.unshift(canvas);
    }
    return row(label, content, change(label.toLowerCase(), () => go(`picture:${slug}`)));
  };

  const enter = () => {
    showProblem("review-problem");
    byId("review").replaceChildren(...texts.map(textRow), ...pictures.map(pictureRow));
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

  const deliver = async () => {
    const { reference } = await Server.ask("POST", "draft/submit", { draft: state.draft });
    byId("reference").textContent = reference;
    end("done");
    Frame.tell("success", { reference });
  };

  const send = async () => {
    const gap = missing();
    if (gap) return refuse(gap.slug, gap.isPicture ? "This picture is needed." : "This is needed.");
    // Sending twice is sending once: a page that is loaded again before the answer came sends again for it.
    Memory.keep(state.draft, "sending");
    try {
      await deliver();
    } catch (refusal) {
      Memory.keep(state.draft, "review");
      if (isSettled(refusal)) return;
      if (refusal.status === 409) return end("received");
      if (asked.some((one) => one.slug === refusal.slug)) refuse(refusal.slug, refusal.message);
      else showProblem("review-problem", refusal.message);
    }
  };
  return { enter, send, deliver };
})();

// ---- stopping

const Cancel = (() => {
  const dialog = () => byId("cancel-dialog");

  /** Deletes the draft, and says so once the server has answered. */
  const wipe = async () => {
    dialog().close();
    Memory.forget();
    state.ending = "deleting";
    show("deleting");
    try {
      await Server.ask("DELETE", "draft", { draft: state.draft });
    } catch (refusal) {
      // 404: it has ended by itself.
      if (refusal?.status !== 404) notice(refusal?.message);
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
    on(byId("cancel"), "click", () => dialog().showModal());
    on(byId("cancel-no"), "click", () => dialog().close());
    on(byId("cancel-yes"), "click", wipe);
    on(byId("begin-again"), "click", () => beginAnew());
  };
  return { listen, askToClose };
})();

const copyReference = async () => {
  try {
    await navigator.clipboard.writeText(byId("reference").textContent);
    byId("copy").textContent = "Copied";
    say("Copied");
    setTimeout(() => { byId("copy").textContent = "Copy"; }, 2500);
  } catch {
    getSelection().selectAllChildren(byId("reference"));
    say("Selected. Copy it with the keyboard.");
  }
};

// ---- the beginning

/** Takes up a draft that was begun before a reload. */
const resume = async ({ draft, step }) => {
  state.draft = draft;
  byId("consent").checked = true;
  try {
    if (step === "sending") return await Review.deliver();
  } catch {
    // It hasn't arrived: what there is comes back, and the review shows it.
  }
  try {
    takeIn(await Server.ask("GET", "draft", { draft }));
  } catch (refusal) {
    return isSettled(refusal) || beginAnew(refusal.message);
  }
  const isKnown = steps.includes(step) && step !== "consent";
  const here = step === "sending" ? "review" : isKnown ? step : steps[1];
  history.replaceState({ step: here }, "");
  show(here);
  say("What you had entered is still here.");
};

const start = () => {
  // An e-mail address has no place in the browser's history.
  const clean = new URL(location.href);
  clean.searchParams.delete("email");
  history.replaceState({ step: "consent" }, "", clean);
  Asked.place();
  Details.place();
  Pictures.listen();
  Cancel.listen();
  Frame.listen(Cancel.askToClose);
  on(byId("form-consent"), "submit", once(byId("form-consent").querySelector("button"), begin));
  on(byId("form-details"), "submit", once(byId("form-details").querySelector("button"), Details.save));
  on(byId("send"), "click", once(byId("send"), Review.send));
  on(byId("copy"), "click", copyReference);
  on(byId("trouble-again"), "click", () => show("consent"));
  if (Frame.isFramed) {
    setShown("close", true);
    on(byId("close"), "click", Cancel.askToClose);
  }
  on(window, "popstate", (event) => {
    if (byId("cancel-dialog").open) byId("cancel-dialog").close();
    const step = event.state?.step ?? "consent";
    if (state.ending) return show(state.ending);
    state.returns = false;
    if (state.draft) Memory.keep(state.draft, step);
    show(state.draft && steps.includes(step) ? step : "consent");
  });
  const kept = Memory.kept();
  if (kept?.draft) resume(kept);
  else show("consent", false);
};

start();
