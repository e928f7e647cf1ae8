"use strict";
// The step of one picture: taking or choosing it, looking at it, sending it. What is known of all steps is in verify.js.

const Pictures = (() => {
  let slug;
  let about;
  let ready; // what would be sent
  let sending; // stops it
  let looking; // stops it
  let sentAt = 0;
  const parts = ["camera", "taken", "sending", "choices"];
  const only = (part) => { for (const one of parts) setShown(one, one === part); };

  const offer = () => {
    const { isRequired } = pictures.find((one) => one.slug === slug);
    const bytes = state.arrived.get(slug)?.bytes;
    const blob = state.blobs.get(slug)?.blob;
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
    looking?.abort();
    ready = undefined;
  };

  const preview = async (prepare, words) => {
    const current = slug;
    showProblem("picture-problem");
    byId("taken-words").textContent = "Getting the picture ready.";
    let smaller = "";
    try {
      const { blob, isSmaller } = await prepare();
      await Picture.show(blob, byId("preview"));
      if (slug !== current || state.step !== `picture:${current}`) return;
      ready = blob;
      if (isSmaller) smaller = " It was made smaller, because it was too large.";
    } catch (problem) {
      offer();
      showProblem("picture-problem", problem.message);
      return;
    }
    only("taken");
    byId("preview").setAttribute("aria-label", `Your picture: ${about.label}`);
    byId("taken-words").textContent = `${words}${smaller} Can everything be seen and read? (${sizeWords(ready.size)})`;
    say(words + smaller);
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
      const drawn = Picture.ofVideo(video);
      // The last look stands still until the picture is ready.
      Camera.still(video);
      try {
        return await drawn;
      } finally {
        Camera.off(video);
      }
    }, "This is the picture you took.");
  };

  const send = async () => {
    const [current, blob] = [slug, ready];
    sending = new AbortController();
    const progress = (part) => {
      byId("sending-bar").value = part;
      byId("sending-words").textContent = part < 1 ? `Sending the picture: ${Math.round(100 * part)} %` : "Waiting for the answer";
    };
    only("sending");
    sentAt = performance.now();
    progress(0);
    byId("stop-sending").focus();
    try {
      const { bytes, version } = await Server.ask("PUT", `draft/pictures/${current}`, { draft: state.draft, blob, progress, signal: sending.signal });
      state.arrived.set(current, { bytes, version });
      state.blobs.set(current, { blob, version });
      say("The picture has arrived.");
      goOn();
    } catch (refusal) {
      if (refusal === stopped) return look(current);
      if (isSettled(refusal)) return;
      if (refusal.status === 422 && await Draft.hasChanged(`picture:${current}`)) return;
      offer();
      showProblem("picture-problem", refusal.message);
    }
  };

  /** What was stopped may have arrived all the same. */
  const look = async (current) => {
    if (state.step !== `picture:${current}`) return;
    looking = new AbortController();
    try {
      await Draft.read(looking.signal);
    } catch (refusal) {
      return void isSettled(refusal);
    }
    if (state.step === `picture:${current}` && !byId("choices").hidden) offer();
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

  const stop = (event) => {
    // The second half of a double tap on "Use this picture".
    if (isEcho(event, sentAt)) return;
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
    for (const id of ["keep", "skip"]) {
      on(byId(id), "click", (event) => { if (!isEcho(event, state.shownAt)) goOn(); });
    }
    on(byId("remove"), "click", once(byId("remove"), remove));
    // A camera that nobody looks through is turned off.
    on(document, "visibilitychange", () => {
      if (document.hidden && !byId("camera").hidden) { Camera.off(byId("video")); offer(); }
    });
  };
  return { enter, leave, listen, problem: (words) => showProblem("picture-problem", words) };
})();
