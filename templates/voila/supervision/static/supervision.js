"use strict";
/*
 * What a page does besides showing itself: it takes Voila's live widgets in without a jump, keeps what was
 * pressed before they were there, says when the connection is lost, and ends its kernel when it is left.
 */
(() => {
  const QUIET_MS = 80; // the live page counts as complete when nothing was added to it for so long
  const PATIENCE_MS = 45000; // no live page by then: something is wrong
  const LOST_MS = 6000; // a connection may be away for this long before the page says so
  const ANSWER_MS = 2000; // a server that has stopped refuses sooner

  /* Voila asks for these two. There is nothing to hide here until it is ready. */
  window.voila_finish = () => {};
  window.voila_heartbeat = () => {};

  const base = () => document.body.dataset.baseUrl || "/";
  const config = () => JSON.parse(document.getElementById("jupyter-config-data")?.textContent || "{}");

  /* ---- The title ---------------------------------------------------------------------------------- */

  const nameTheWindow = () => {
    const heading = [...document.querySelectorAll("main h1")].find((h) => h.offsetParent !== null);
    const name = heading?.textContent.trim();
    if (name) document.title = `${name} – ${document.body.dataset.product}`;
  };

  /* ---- From first paint to live ------------------------------------------------------------------- */

  let waitingFor = null; // what was pressed before the page was live

  const liveTwin = (element, live) => {
    const { key, awaitsLive } = element.dataset;
    const choices = [
      awaitsLive, // a selector
      key && `[data-key="${CSS.escape(key)}"]`,
      element.name && `[name="${CSS.escape(element.name)}"]`,
      element.matches("select") && "select",
    ].filter(Boolean);
    for (const choice of choices) {
      const found = live.querySelector(choice);
      if (!found) continue;
      const control = "button, a[href], input, select, textarea, summary";
      return found.matches(control) ? found : found.querySelector(control) || found;
    }
    return null;
  };

  const busyWithFields = (first) =>
    first.contains(document.activeElement) && document.activeElement.matches("select, input, textarea");

  const takeOver = (output, first, live) => {
    const focused = first.contains(document.activeElement) ? document.activeElement : null;
    const open = [...first.querySelectorAll("details")].map((details) => details.open);
    const { scrollX, scrollY } = window;
    const twin = focused && liveTwin(focused, live);
    const pressed = waitingFor && first.contains(waitingFor) ? liveTwin(waitingFor, live) : null;
    first.remove();
    live.classList.add("is-live");
    live.querySelectorAll("details").forEach((details, i) => { if (open[i]) details.open = true; });
    window.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
    twin?.focus({ preventScroll: true });
    output.dataset.live = "yes";
    document.dispatchEvent(new CustomEvent("supervision:live", { detail: { output } }));
    if (pressed) { waitingFor = null; pressed.focus({ preventScroll: true }); pressed.click(); }
  };

  const awaitLive = (output) => {
    const live = output.querySelector(":scope > .live");
    const first = output.querySelector(":scope > .first-paint");
    if (!live) return;
    if (!first) live.classList.add("is-live");
    let timer = 0;
    const ready = () => {
      if (!live.querySelector(".jupyter-widgets")) return;
      if (first && busyWithFields(first)) {
        first.addEventListener("focusout", () => setTimeout(ready, 0), { once: true });
        return;
      }
      watcher.disconnect();
      if (first) takeOver(output, first, live);
      else output.dataset.live = "yes";
      nameTheWindow();
    };
    const watcher = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(ready, QUIET_MS); });
    watcher.observe(live, { childList: true, subtree: true });
  };

  const rememberPress = (event) => {
    const pressed = event.target.closest?.(".first-paint [data-awaits-live]");
    if (!pressed) return;
    event.preventDefault();
    waitingFor?.removeAttribute("aria-busy");
    waitingFor = pressed;
    pressed.setAttribute("aria-busy", "true");
    say(document.body.dataset.waiting);
  };

  /* ---- Notices ------------------------------------------------------------------------------------ */

  const say = (words) => {
    let status = document.getElementById("page-status");
    if (!status) {
      status = document.createElement("p");
      status.id = "page-status";
      status.className = "visually-hidden";
      status.setAttribute("role", "status");
      document.body.append(status);
    }
    status.textContent = words;
  };

  let leaving = false;

  /* Also an answer that refuses is one. A server that hangs counts as there. */
  const serverAnswers = () => Promise.race([
    fetch(`${base()}api/kernels/${config().kernelId}`, { cache: "no-store" }).then(() => true, () => false),
    new Promise((resolve) => setTimeout(resolve, ANSWER_MS, true)),
  ]);

  const wordsOfLoss = (answers) => document.body.dataset[answers ? "lost" : "gone"];

  const lostBar = (answers) => {
    const bar = document.createElement("div");
    bar.className = "notice lost";
    const words = document.createElement("p");
    words.textContent = wordsOfLoss(answers);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary";
    button.textContent = document.body.dataset.reload;
    /* Reloading a page whose server has gone would leave only the browser's own error. */
    button.addEventListener("click", async () => {
      if (await serverAnswers()) location.reload();
      else words.textContent = wordsOfLoss(false);
    });
    bar.append(words, button);
    return bar;
  };

  let lost = false;

  const showLost = async () => {
    if (leaving || lost) return;
    lost = true;
    const bar = lostBar(await serverAnswers());
    if (lost && !leaving) document.getElementById("notices")?.replaceChildren(bar);
  };

  const hideLost = () => {
    lost = false;
    document.getElementById("notices")?.replaceChildren();
  };

  const kernelExists = async () => {
    const answer = await fetch(`${base()}api/kernels/${config().kernelId}`, { cache: "no-store" });
    return answer.ok;
  };

  /* Says so when the kernel has died, is gone from the server, or cannot be reached for a while. */
  const watchConnection = (kernel) => {
    let dead = false;
    let timer = 0;
    const gone = () => { dead = true; clearTimeout(timer); showLost(); };
    kernel.statusChanged.connect((_, status) => {
      if (["dead", "restarting", "autorestarting"].includes(status)) gone();
    });
    kernel.connectionStatusChanged.connect((_, status) => {
      clearTimeout(timer);
      if (dead) return;
      if (status === "connected") return hideLost();
      if (status === "disconnected") return showLost();
      timer = setTimeout(showLost, LOST_MS);
      kernelExists().then((exists) => { if (!exists) gone(); }, () => {});
    });
  };

  /* Until the live page has its kernel, asks the server now and then whether there still is one. */
  const whenStarted = () => {
    const started = performance.now();
    const look = (n) => {
      const kernel = window.jupyterapp?.widgetManager?.kernel;
      if (kernel) return watchConnection(kernel);
      if (performance.now() - started > PATIENCE_MS) return showLost();
      if (n % 20 === 19) kernelExists().then((exists) => { if (!exists) showLost(); }, () => {});
      setTimeout(look, 200, n + 1);
    };
    look(0);
  };

  /* ---- Leaving ------------------------------------------------------------------------------------ */

  const endKernel = () => {
    const { kernelId } = config();
    if (leaving || !kernelId) return;
    leaving = true;
    const token = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] || "";
    const body = new URLSearchParams({ _xsrf: decodeURIComponent(token) });
    const address = `${base()}voila/api/shutdown/${kernelId}`;
    if (!navigator.sendBeacon(address, body)) {
      fetch(address, { method: "POST", body, keepalive: true }).catch(() => {});
    }
  };

  /* Voila ends the kernel already on "beforeunload", which a download or a cancelled departure also sends. */
  window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation());
  window.addEventListener("pagehide", endKernel);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  document.addEventListener("click", rememberPress, true);
  document.querySelectorAll(".output").forEach(awaitLive);
  nameTheWindow();
  if (document.querySelector(".live")) whenStarted();
})();
