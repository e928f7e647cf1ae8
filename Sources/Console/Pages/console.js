"use strict";
// Everything here makes something quicker that links and forms do as well.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (target, type, action) => target.addEventListener(type, action);

  /** Said aloud by a screen reader; inside the dialog where one is open, since the page below is inert then. */
  const say = (text) => {
    const host = document.querySelector("dialog:modal") ?? document.body;
    let place = host.querySelector(":scope > [role=status].visually-hidden");
    if (!place) {
      place = document.createElement("p");
      place.className = "visually-hidden";
      place.setAttribute("role", "status");
      host.append(place);
    }
    place.textContent = "";
    setTimeout(() => { place.textContent = text; }, 60);
  };

  // Times: the reader's zone, UTC beside it.
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
  for (const time of all("time[datetime]")) {
    const date = new Date(time.dateTime);
    if (!isNaN(date)) time.title = `${local.format(date)} (${time.title})`;
  }

  // The current tab stands in view.
  for (const tab of all(".tabs [aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  // Rows answer to the pointer; Space does what Enter does.
  for (const row of all("tr[data-row]")) {
    const link = row.querySelector(".row-link");
    if (!link) continue;
    on(row, "click", (event) => {
      if (event.target.closest("a, button, input, select, label, summary") || String(getSelection())) return;
      if (event.ctrlKey || event.metaKey) open(link.href, "_blank", "noopener");
      else link.click();
    });
    on(link, "keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
  }

  for (const button of all("button[data-copy]")) {
    const words = button.textContent;
    button.hidden = false;
    on(button, "click", async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
        button.textContent = "Copied";
        say("Copied");
        setTimeout(() => { button.textContent = words; }, 2500);
      } catch {
        getSelection().selectAllChildren(source);
        say("Selected. Copy it with the keyboard.");
      }
    });
  }

  // Parts of a form that depend on another field: data-when="scope=text,pictures".
  const values = (form, name) => new FormData(form).getAll(name);
  const dependents = (form) => {
    for (const part of all("[data-when]", form)) {
      const [name, wanted] = part.dataset.when.split("=");
      const isShown = values(form, name).some((value) => wanted.split(",").includes(value));
      part.hidden = !isShown;
      if ("whenDisables" in part.dataset) {
        for (const field of all("input, select, textarea", part)) field.disabled = !isShown;
      }
    }
  };
  for (const form of all("form")) {
    if (form.querySelector("[data-when]")) {
      // Twice: a part may depend on a field of a part that was just shown.
      const update = () => { dependents(form); dependents(form); };
      on(form, "change", update);
      update();
    }
    on(form, "submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  // The way back finds the form ready to be sent again; the server knows whether it may.
  on(window, "pageshow", () => { for (const form of all("form")) delete form.dataset.sent; });

  for (const form of all("form[data-auto]")) {
    on(form, "change", (event) => { if (event.target.matches("select, [type=checkbox]")) form.requestSubmit(); });
  }

  for (const field of all("[data-must-equal]")) {
    const buttons = all(".button-danger", field.form);
    const update = () => {
      for (const button of buttons) button.disabled = field.value.trim() !== field.dataset.mustEqual.trim();
    };
    on(field, "input", update);
    update();
  }

  for (const field of all("[data-slug-from]")) {
    const source = field.form.elements[field.dataset.slugFrom];
    let proposed = "";
    on(source, "input", () => {
      if (field.value !== proposed) return;
      const slug = source.value.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 40);
      proposed = /^[^a-z]/.test(slug) ? `service_${slug}` : slug;
      field.value = proposed;
    });
  }

  for (const part of all("[data-file-into]")) {
    part.hidden = false;
    on(part, "change", async (event) => {
      document.getElementById(part.dataset.fileInto).value = await event.target.files[0].text();
    });
  }

  const firstProblem = (root) =>
    root.querySelector("[aria-invalid=true]") ?? root.querySelector("[data-focus]");

  // What is shown once is in no history entry and in no page that a browser keeps for the way back.
  for (const once of all("[data-shown-once]")) {
    history.replaceState(null, "", once.dataset.close);
    on(window, "pagehide", () => all(".secret, .codes", once).forEach((secret) => { secret.textContent = ""; }));
  }
  // The way back to a refused form would be an error of the browser: it leads to the page that the form was on.
  if (firstProblem(document)) {
    const below = document.querySelector("dialog[data-modal]")?.dataset.close ?? location.href;
    // Without its fragment, which would take the focus away from the problem.
    history.replaceState(null, "", below.split("#")[0]);
  }

  for (const dialog of all("dialog[data-modal]")) {
    const forms = all("form[data-guard]", dialog);
    const state = (form) => new URLSearchParams(new FormData(form)).toString();
    const before = new Map(forms.map((form) => [form, state(form)]));
    const isChanged = () => forms.some((form) => "changed" in form.dataset || state(form) !== before.get(form));
    const tick = document.getElementById(dialog.dataset.mustTick);
    const links = all("[data-close-link]", dialog);
    let question = null;

    const isShownOnce = "shownOnce" in dialog.dataset;
    const leave = () => {
      forms.forEach((form) => form.reset());
      if (isShownOnce) location.replace(dialog.dataset.close);
      else location.assign(dialog.dataset.close);
    };
    if (isShownOnce) {
      for (const form of all("form[method=get]", dialog)) {
        on(form, "submit", (event) => { event.preventDefault(); leave(); });
      }
    }
    const ask = () => {
      const before = document.activeElement;
      const button = (words, className, action) => {
        const made = document.createElement("button");
        made.type = "button";
        made.className = className;
        made.textContent = words;
        on(made, "click", action);
        return made;
      };
      const words = document.createElement("p");
      words.id = "unsaved";
      words.textContent = "There are changes that aren't saved.";
      question = document.createElement("div");
      question.className = "unsaved";
      question.setAttribute("role", "alertdialog");
      question.setAttribute("aria-labelledby", "unsaved");
      const keep = button("Keep editing", "button button-primary", () => {
        question.remove();
        question = null;
        before?.focus();
      });
      question.append(words, button("Discard changes", "button", leave), keep);
      dialog.append(question);
      keep.focus();
    };
    /** By whatever means somebody closes it. */
    const close = () => {
      if (tick && !tick.checked) {
        tick.focus();
        say("Tick the box to close this.");
      } else if (question) question.querySelector(".button-primary").click();
      else if (isChanged()) ask();
      else leave();
    };

    if (tick) {
      const update = () => links.forEach((link) => link.setAttribute("aria-disabled", String(!tick.checked)));
      on(tick, "change", update);
      update();
    }
    for (const link of links) on(link, "click", (event) => { event.preventDefault(); close(); });
    on(dialog, "keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
    });
    // The way back of a phone comes as a cancel without a key.
    on(dialog, "cancel", (event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      close();
    });
    on(dialog, "close", () => { dialog.showModal(); close(); });
    const isOutside = (event) => {
      const box = dialog.getBoundingClientRect();
      return event.target === dialog && (event.clientX < box.left || event.clientX > box.right
        || event.clientY < box.top || event.clientY > box.bottom);
    };
    let isPressedOutside = false;
    on(dialog, "pointerdown", (event) => { isPressedOutside = isOutside(event); });
    on(dialog, "click", (event) => { if (isPressedOutside && isOutside(event)) close(); });

    dialog.removeAttribute("open");
    dialog.showModal();
    const first = firstProblem(dialog) ?? dialog.querySelector("[autofocus]")
      ?? all("form :is(input:not([type=hidden]), select, textarea)", dialog).find((field) => field.offsetParent)
      ?? dialog.querySelector("[data-copy], .dialog-buttons .button");
    first?.focus();
    dialog.scrollTop = firstProblem(dialog) ? dialog.scrollTop : 0;
  }

  if (!document.querySelector("dialog:modal")) firstProblem(document)?.focus();
})();
