"use strict";
// The way through the page, one step after the other: what is known, what has arrived at the server, and what is shown.

// ---- what is known, and the steps

const state = {
  draft: undefined, step: "consent", ending: undefined,
  // When the step was shown, and which one was left for trouble.
  shownAt: 0, left: undefined,
  // Whether the page came anew because other things are asked for.
  isAnew: false, email: undefined,
  // The wording that the page shows, and where to go on once a changed one is agreed to.
  wording: page.dataset.consent, after: undefined,
  values: new Map(), arrived: new Map(), blobs: new Map(), returns: false,
};
const fields = new Map(texts.map((one) => [one.slug, makeField(one.slug, one.isRequired, one.reason)]));
const steps = ["consent", ...(texts.length ? ["details"] : []), ...pictures.map((one) => `picture:${one.slug}`), "review"];
const serviceTitle = document.title;

/** What stands under an address of its own in the page: all pictures share a section. */
const sectionOf = (step) => `step-${step.split(":")[0]}`;

const show = (step, takesFocus = true) => {
  [state.step, state.shownAt] = [step, performance.now()];
  Pictures.leave();
  Review.leave();
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
  state.draft = state.after = undefined;
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
  if (refusal.status !== 404) return false;
  // Otherwise it was stopped, and the answer comes late.
  if (state.draft && !state.ending) settle(refusal);
  return true;
};

/** For an answer that the draft, the link or the page isn't there. */
const settle = (refusal) => {
  if (refusal.slug === "sent") return Review.showSent();
  if (refusal.slug === "draft") return beginAnew(refusal.message);
  if (refusal.slug === "resubmit") {
    byId("title-trouble").textContent = "This link has ended";
    setShown("trouble-again", false);
    byId("trouble-words").textContent = refusal.message;
    return end("trouble");
  }
  // The page may come back, and then everything is still there.
  showTrouble(refusal);
};

const showTrouble = (refusal, left = state.step) => {
  byId("trouble-words").textContent = refusal.message;
  state.left = left;
  show("trouble");
};

const leaveTrouble = () => {
  if (state.draft && state.left === "deleting") return Cancel.wipe();
  show(state.draft && steps.includes(state.left) ? state.left : "consent");
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

/** The text is no longer what was shown: the new one comes, and the person is asked again. */
const askForConsent = async (after) => {
  const { text, digest } = await Server.ask("GET", "consent");
  [state.wording, state.after] = [digest, after];
  byId("consent-text").textContent = text;
  byId("consent-text").scrollTop = 0;
  byId("consent").checked = false;
  if (state.step === "consent") show("consent");
  else go("consent");
  const words = `This text has changed. Please read it again.${after ? " What you entered is still here." : ""}`;
  showProblem("consent-problem", words);
  byId("consent").setAttribute("aria-describedby", "consent-problem");
  say(words);
};

const isAboutConsent = (refusal) => refusal?.status === 409 && refusal.slug === "consent";

/** Tells the server of the new consent, and goes on where it was missing. */
const agreeAnew = async () => {
  await Server.ask("PUT", "draft/consent", { draft: state.draft, json: { consent: state.wording } });
  const { after } = state;
  state.after = undefined;
  go(after);
};

const inTrouble = (refusal, left) => {
  if (state.draft && isSettled(refusal)) return;
  showTrouble(refusal, left);
};

/** For a refusal that `isAboutConsent`. */
const settleConsent = async (after) => {
  try {
    await askForConsent(after);
  } catch (refusal) {
    inTrouble(refusal);
  }
};

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
  if (state.draft && !state.after) return goOn();
  const known = Object.fromEntries(["refId", "resubmit"].map((name) => [name, query.get(name) || undefined]));
  try {
    if (state.draft) return await agreeAnew();
    const { draft } = await Server.ask("POST", "drafts", { json: { ...known, email: state.email, consent: state.wording } });
    state.draft = draft;
    history.replaceState({ step: "consent" }, "");
    const content = await Draft.read();
    if (!Draft.isLeftFor(content, steps[1])) goOn();
  } catch (refusal) {
    if (isAboutConsent(refusal)) return settleConsent(state.after);
    if (refusal?.status === 409 && refusal.slug !== "draft") return end("received");
    inTrouble(refusal);
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
      if (Draft.isLeftFor(content, "details")) return;
      // Whoever went back meanwhile stays there.
      if (state.step === "details") goOn();
    } catch (refusal) {
      if (isSettled(refusal)) return;
      if (refusal.status === 422 && await Draft.hasChanged("details")) return;
      if (fields.has(refusal.slug)) refuse(refusal.slug, refusal.message);
      else notice(refusal.message);
    }
  };
  return { place, save, refuse };
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
const resume = async ({ draft, step, note }) => {
  state.draft = draft;
  state.isAnew = note === "changed";
  byId("consent").checked = true;
  const isKnown = steps.includes(step) && step !== "consent";
  const here = step === "sending" ? "review" : isKnown ? step : steps[1];
  if (step === "done") return Review.showSent();
  if (step === "deleting") return Cancel.wipe();
  try {
    // Whoever was sending is told what became of it; where it hasn't arrived, the review shows what there is.
    const content = await Draft.read();
    if (Draft.isLeftFor(content, here)) return;
    state.isAnew = Draft.isOther(content);
    if (content.consent !== state.wording) return await askForConsent(here);
  } catch (refusal) {
    return isSettled(refusal) || showTrouble(refusal, here);
  }
  history.replaceState({ step: here }, "");
  show(here);
  Memory.keep(draft, here);
  const words = "What you had entered is still here.";
  if (note === "changed") notice(`What is asked for has changed. ${words}`);
  else say(words);
};

const start = () => {
  // An e-mail address has no place in the browser's history. Until the draft has it, it stands beside this entry, for a reload.
  const clean = new URL(location.href);
  state.email = clean.searchParams.get("email") || history.state?.email || undefined;
  clean.searchParams.delete("email");
  history.replaceState({ step: "consent", email: state.email }, "", clean);
  Asked.place();
  Details.place();
  Pictures.listen();
  Cancel.listen();
  Frame.listen(Cancel.askToClose);
  on(byId("form-consent"), "submit", once(byId("form-consent").querySelector("button"), begin));
  on(byId("form-details"), "submit", once(byId("form-details").querySelector("button"), Details.save));
  on(byId("send"), "click", once(byId("send"), Review.send));
  on(byId("copy"), "click", copyReference);
  on(byId("trouble-again"), "click", leaveTrouble);
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
  // Whoever comes by a link once more, and doesn't load the page again, begins once more.
  const isVisit = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (kept?.step === "done" && isVisit) Memory.forget();
  if (kept?.draft && !(kept.step === "done" && isVisit)) resume(kept);
  else show("consent", false);
};

start();
