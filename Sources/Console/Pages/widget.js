"use strict";
/*
 * Lethe's submission page on a merchant's own page:
 *
 *   <script src="https://host/verify/widget.js"></script>
 *   const connect = new KYCConnect("acme", {refId: "customer-1017", email: "ada@example.com"});
 *   connect.on("KYCConnectSuccess", ({reference}) => { … });
 *   connect.startKYCConnect();
 *
 * The origin of the merchant's page has to stand among the service's allowed origins. What people enter stays in the
 * frame; only the four events and the reference come out of it.
 */
(() => {
  const script = document.currentScript;
  const home = new URL(".", script.src);
  const events = ["KYCConnectLoad", "KYCConnectSuccess", "KYCConnectCancel", "KYCConnectClose"];
  // As the widget that this one stands in for calls its button.
  const usualButton = "blockpass-kyc-connect";
  const patience = 8000;

  const make = (tag, properties, style) => {
    const element = Object.assign(document.createElement(tag), properties);
    Object.assign(element.style, style);
    return element;
  };

  class KYCConnect {
    #clientId;
    #options;
    #handlers = new Map(events.map((event) => [event, new Set()]));
    #dialog;
    #frame;
    #timer;
    #isReady = false;
    #isDone = false;
    #button;

    /** `options`: refId, email, resubmit (the token of a resubmission link), elementId, title. Others are passed over. */
    constructor(clientId, options = {}) {
      if (!clientId) throw new TypeError("KYCConnect needs the id of a service.");
      this.#clientId = String(clientId);
      this.#options = { ...options };
    }

    /** Ties the page to its button; opens it at once where there is none. */
    startKYCConnect() {
      const button = document.getElementById(this.#options.elementId ?? usualButton);
      if (!button) return this.open();
      if (this.#button === button) return this;
      bound.get(button)?.abort();
      const ending = new AbortController();
      bound.set(button, ending);
      this.#button = button;
      button.addEventListener("click", () => this.open(), { signal: ending.signal });
      return this;
    }

    on(event, handler) {
      const handlers = this.#handlers.get(event);
      if (!handlers) throw new TypeError(`KYCConnect knows no event ${event}. There are ${events.join(", ")}.`);
      handlers.add(handler);
      return this;
    }

    off(event, handler) {
      this.#handlers.get(event)?.delete(handler);
      return this;
    }

    open() {
      if (this.#dialog) return this;
      this.#isReady = this.#isDone = false;
      this.#build();
      addEventListener("message", this.#hear);
      document.body.append(this.#dialog);
      this.#dialog.showModal();
      return this;
    }

    /** Takes the page away without asking. What was entered and not sent ends at the server by itself. */
    close() {
      if (!this.#dialog) return this;
      clearTimeout(this.#timer);
      removeEventListener("message", this.#hear);
      const dialog = this.#dialog;
      this.#dialog = this.#frame = undefined;
      dialog.close();
      dialog.remove();
      this.#button?.focus();
      this.#fire("KYCConnectClose");
      return this;
    }

    #address() {
      const address = new URL(encodeURIComponent(this.#clientId), home);
      for (const name of ["refId", "email", "resubmit"]) {
        if (this.#options[name]) address.searchParams.set(name, this.#options[name]);
      }
      return address;
    }

    #build() {
      const isNarrow = matchMedia("(max-width: 639.98px)").matches;
      const title = this.#options.title ?? "Identity verification";
      this.#dialog = make("dialog", {}, {
        boxSizing: "border-box", position: "fixed", inset: "0", margin: "auto", padding: "0", border: "0", overflow: "hidden",
        width: isNarrow ? "100vw" : "600px", height: isNarrow ? "100dvh" : "min(860px, 94vh)", maxWidth: "100vw", maxHeight: "100dvh",
        borderRadius: isNarrow ? "0" : "8px", background: "Canvas", color: "CanvasText", colorScheme: "light dark",
      });
      this.#dialog.setAttribute("aria-label", title);
      const column = make("div", {}, { display: "flex", flexDirection: "column", height: "100%" });
      const close = make("button", { type: "button", textContent: "Close" }, {
        alignSelf: "flex-end", minHeight: "44px", padding: "8px 16px", border: "0", background: "none", color: "inherit",
        font: "16px system-ui, sans-serif", cursor: "pointer",
      });
      this.#frame = make("iframe", { src: this.#address().href, title, allow: `camera ${home.origin}; clipboard-write ${home.origin}` },
        { flex: "1", width: "100%", border: "0" });
      close.addEventListener("click", () => this.#askToClose());
      // Escape in this page; in the frame, the page there hears it. A phone's own way back closes without asking.
      const ask = (event) => {
        event.preventDefault();
        this.#askToClose();
      };
      this.#dialog.addEventListener("cancel", ask);
      this.#dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") ask(event); });
      this.#dialog.addEventListener("close", () => { if (this.#dialog) this.#cancel(); });
      this.#frame.addEventListener("load", () => {
        this.#frame?.contentWindow.postMessage({ source: "lethe-widget", event: "hello" }, home.origin);
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#explain(column), patience);
      });
      column.append(close, this.#frame);
      this.#dialog.append(column);
    }

    /** The page in the frame says nothing: it may not be shown here, or didn't load. It works in a window of its own. */
    #explain(column) {
      if (this.#isReady || !this.#dialog) return;
      console.error(`KYCConnect: the page can't be shown here. Is ${location.origin} among the service's allowed origins?`);
      const words = make("p", { textContent: "The page can't be shown here. " }, { margin: "16px", font: "16px/1.5 system-ui, sans-serif" });
      words.setAttribute("role", "alert");
      const link = make("a", { href: this.#address().href, target: "_blank", rel: "noopener", textContent: "Open it in a new tab" }, {});
      words.append(link);
      this.#frame.replaceWith(words);
    }

    /** The page in the frame asks whether everything shall be deleted; one that says nothing has nothing to lose. */
    #askToClose() {
      if (this.#isReady) this.#frame.contentWindow.postMessage({ source: "lethe-widget", event: "ask-to-close" }, home.origin);
      else this.#cancel();
    }

    #cancel() {
      if (!this.#isDone) this.#fire("KYCConnectCancel");
      this.close();
    }

    #hear = (message) => {
      if (message.origin !== home.origin || message.source !== this.#frame?.contentWindow) return;
      if (message.data?.source !== "lethe-verify") return;
      switch (message.data.event) {
        case "load":
          clearTimeout(this.#timer);
          this.#isReady = true;
          this.#frame.focus();
          this.#fire("KYCConnectLoad");
          break;
        case "success":
          this.#isDone = true;
          this.#fire("KYCConnectSuccess", { reference: String(message.data.reference) });
          break;
        case "cancel":
        case "close":
          this.#cancel();
          break;
      }
    };

    #fire(event, detail = {}) {
      for (const handler of this.#handlers.get(event)) {
        // A fault in the merchant's code doesn't stop the page.
        try { handler(detail); } catch (fault) { console.error(fault); }
      }
    }
  }

  const bound = new WeakMap();

  // Without a line of script: <button id="blockpass-kyc-connect" data-client-id="acme" data-ref-id="customer-1017">, or the
  // service's id at the script tag. The events are DOM events of the button then.
  const adopt = () => {
    const button = document.getElementById(usualButton);
    const clientId = button?.dataset.clientId ?? script.dataset.clientId;
    if (!button || !clientId || bound.has(button)) return;
    const { refId, email, resubmit } = button.dataset;
    const connect = new KYCConnect(clientId, { refId, email, resubmit });
    for (const event of events) {
      connect.on(event, (detail) => button.dispatchEvent(new CustomEvent(event, { bubbles: true, detail })));
    }
    connect.startKYCConnect();
  };

  Object.assign(window, { KYCConnect, BlockpassKYCConnect: KYCConnect });
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", adopt);
  else adopt();
})();
