"use strict";
// The reviewer's desk: keys, and pictures that can be enlarged and turned. Links and forms do the rest.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const items = all(".attribute");
  for (const item of items) item.tabIndex = -1;
  const largest = 4;

  // Pictures. What is shown stands in data-zoom and data-turn; the stylesheet knows what they look like.
  const show = (viewer, zoom, turn) => {
    const ground = viewer.querySelector(".viewer-ground");
    const middle = {
      x: (ground.scrollLeft + ground.clientWidth / 2) / ground.scrollWidth,
      y: (ground.scrollTop + ground.clientHeight / 2) / ground.scrollHeight,
    };
    viewer.dataset.zoom = String(Math.min(largest, Math.max(0, zoom)));
    viewer.dataset.turn = String(turn % 4);
    ground.scrollLeft = middle.x * ground.scrollWidth - ground.clientWidth / 2;
    ground.scrollTop = middle.y * ground.scrollHeight - ground.clientHeight / 2;
    for (const button of all("button", viewer)) {
      button.disabled = (button.dataset.tool === "-" && viewer.dataset.zoom === "0")
        || (button.dataset.tool === "+" && viewer.dataset.zoom === String(largest));
    }
  };
  const tools = {
    "+": ["Larger", (viewer, zoom, turn) => show(viewer, zoom + 1, turn)],
    "-": ["Smaller", (viewer, zoom, turn) => show(viewer, zoom - 1, turn)],
    "r": ["Turn", (viewer, zoom, turn) => show(viewer, zoom, turn + 1)],
    "0": ["Reset", (viewer) => show(viewer, 0, 0)],
  };
  const use = (tool, viewer) => tool[1](viewer, Number(viewer.dataset.zoom ?? 0), Number(viewer.dataset.turn ?? 0));
  for (const viewer of all("[data-viewer]")) {
    const place = viewer.querySelector("figcaption");
    const name = viewer.querySelector("img").alt;
    for (const key of ["+", "-", "r", "0"]) {
      const tool = tools[key];
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small no-print";
      button.dataset.tool = key;
      button.textContent = tool[0];
      button.setAttribute("aria-label", `${tool[0]}: ${name}`);
      button.addEventListener("click", () => {
        use(tool, viewer);
        if (button.disabled) viewer.querySelector(".viewer-ground").focus();
      });
      place.append(button);
    }
    show(viewer, 0, 0);
  }

  // Keys: never while somebody types, and none for who has switched them off.
  const stored = "lethe-review-keys";
  const box = document.getElementById("keys-on");
  if (box) {
    try { box.checked = localStorage.getItem(stored) !== "off"; } catch { box.checked = true; }
    box.addEventListener("change", () => {
      try { localStorage.setItem(stored, box.checked ? "on" : "off"); } catch { /* Then it counts for this page. */ }
    });
  }
  const isTyping = (target) =>
    target.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
  const current = () => document.activeElement.closest(".attribute");
  const step = (by) => {
    const at = items.indexOf(current());
    const next = at < 0 ? items[by > 0 ? 0 : items.length - 1] : items[at + by];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => current()?.querySelector("[data-accept]")?.click(),
    r: () => current()?.querySelector("[data-reject]")?.click(),
    "?": () => {
      const help = document.getElementById("keys");
      help.open = true;
      help.querySelector("summary").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || (box && !box.checked)) return;
    const dialog = document.querySelector("dialog:modal");
    const viewer = (dialog ?? event.target.closest("[data-viewer]"))?.querySelector("img")?.closest("[data-viewer]");
    const tool = viewer && tools[{ "=": "+", "−": "-", "_": "-" }[event.key] ?? event.key];
    if (tool) use(tool, viewer);
    else if (dialog) return;
    else if (event.target.matches(".attribute") && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (items.length && keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });

  // A note that is being typed goes along with every form of the candidate; without a script with most of them.
  const note = document.getElementById("note");
  for (const form of note ? document.forms : []) {
    if (form === note.form || form.method !== "post" || !form.action.startsWith(note.form.action)) continue;
    // Only when it is sent: until then nobody has changed anything in this form.
    form.addEventListener("submit", () => {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", "note", note.value];
      form.append(field);
    });
  }

  // The page goes on where somebody was.
  const place = items.find((item) => `#${item.id}` === location.hash);
  if (place && !document.querySelector("dialog:modal, [data-focus]")) place.focus();
})();
