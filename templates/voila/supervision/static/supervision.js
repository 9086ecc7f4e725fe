"use strict";
/*
 * What a page does besides showing itself: it takes Voila's live widgets in without a jump, keeps what was
 * pressed before they were there, says when the connection is lost, and ends its kernel when it is left.
 */
(() => {
  const QUIET_MS = 80; // the live page counts as complete when nothing was added to it for so long
  const PATIENCE_MS = 45000; // no live page by then: something is wrong
  const LATE_MS = 15000; // what the front end gave up may still come for so long
  const SHORT_MS = 5000; // what a script gives up after less than this, it may wait for
  const LOST_MS = 2000; // a connection may be away for this long before the page says so
  const LOOK_MS = 5000; // how often a lost one is looked for
  const ANSWER_MS = 10000; // a server that hangs takes a request and never answers it

  /* anywidget gives a control up after two seconds, and all that stands beside it goes with it. A busy computer
     needs longer to read a script. */
  const patient = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => patient(ms < SHORT_MS ? PATIENCE_MS : ms);

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

  /* Whether all that can be pressed now can be pressed on the live page too. */
  const isWhole = (first, live) =>
    [...first.querySelectorAll("[data-awaits-live]")].every(({ dataset }) => live.querySelector(dataset.awaitsLive));

  /* Which model an output shows, as long as it stands in the page only. */
  const modelOf = (live) => {
    const told = live.querySelector("script")?.textContent;
    return told && JSON.parse(told).data["application/vnd.jupyter.widget-view+json"].model_id;
  };

  /* The front end waits two seconds for what it is to show. On a busy machine that can have come by the
     time it looks again and gives up: then it is shown after all. */
  const showAfterAll = async (live, id, until) => {
    const manager = window.jupyterapp?.widgetManager;
    const place = live.querySelector(".jupyter-widgets");
    if (!place || place.firstElementChild) return;
    if (!id || performance.now() > until) return showLost(true);
    if (!manager?.has_model(id)) return setTimeout(showAfterAll, 250, live, id, until);
    const { luminoWidget } = await manager.create_view(await manager.get_model(id));
    place.textContent = "";
    luminoWidget.constructor.attach(luminoWidget, place);
  };

  const awaitLive = (output) => {
    const live = output.querySelector(":scope > .live");
    const first = output.querySelector(":scope > .first-paint");
    if (!live) return;
    const model = modelOf(live);
    let isShowing = false;
    if (!first) live.classList.add("is-live");
    let timer = 0;
    const ready = () => {
      if (!live.querySelector(".jupyter-widgets")) return;
      /* In place of a widget whose model did not come, there are words for programmers: what can be read stays. */
      if (first && !live.querySelector(".jupyter-widgets > *")) {
        if (!isShowing) showAfterAll(live, model, performance.now() + LATE_MS);
        isShowing = true;
        return;
      }
      if (first && !isWhole(first, live)) return;
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
    const late = () => { if (!output.dataset.live && !(first && busyWithFields(first))) showLost(true); };
    setTimeout(late, PATIENCE_MS);
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
  let lost = null; // the notice that the connection is lost

  /* Forms close for as long as the connection is lost, and say what became of the words in them. */
  const showLost = (forGood = false) => {
    const notices = document.getElementById("notices");
    if (leaving || !notices) return;
    if (lost) return forGood && sayLost(document.body.dataset.ended);
    const detail = { words: [] };
    document.dispatchEvent(new CustomEvent("supervision:lost", { detail }));
    lost = document.createElement("div");
    lost.className = "notice lost";
    lost.words = detail.words;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary";
    button.textContent = document.body.dataset.reload;
    button.addEventListener("click", reload);
    lost.append(document.createElement("p"), button);
    notices.append(lost);
    sayLost(forGood ? document.body.dataset.ended : document.body.dataset.lost);
  };

  const sayLost = (sentence) => {
    const words = [sentence, ...lost.words].join(" ");
    const shown = lost.querySelector("p");
    if (shown.textContent !== words) shown.textContent = words;
  };

  const hideLost = () => {
    if (!lost) return;
    lost.remove();
    lost = null;
    document.dispatchEvent(new CustomEvent("supervision:found"));
  };

  const ask = (path, method = "GET") =>
    fetch(base() + path, { method, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });

  /* A browser would put its own error page in the place of words that can still be copied. */
  const reload = async () => {
    const answers = await ask("", "HEAD").then(() => true, () => false);
    if (answers) location.reload();
    else if (lost) sayLost(document.body.dataset.unreachable);
  };

  const kernelExists = async () => (await ask(`api/kernels/${config().kernelId}`)).ok;

  /* Says so when the kernel has died, is gone from the server, or cannot be reached for a while. */
  const watchConnection = (kernel) => {
    let dead = false;
    let timer = 0;
    let looking = 0;
    const gone = () => { dead = true; clearTimeout(timer); showLost(true); };
    /* Voila stops trying to connect after some minutes; a computer may sleep for longer. */
    const look = () => {
      clearTimeout(looking);
      if (dead || leaving || !lost) return;
      kernelExists().then((exists) => {
        if (!exists) gone();
        else if (kernel.connectionStatus === "disconnected") kernel.reconnect().catch(() => {});
      }, () => {});
      looking = setTimeout(look, LOOK_MS);
    };
    const away = () => { showLost(); look(); };
    kernel.statusChanged.connect((_, status) => {
      if (["dead", "restarting", "autorestarting"].includes(status)) gone();
    });
    kernel.connectionStatusChanged.connect((_, status) => {
      clearTimeout(timer);
      if (dead) return;
      if (status === "connected") return hideLost();
      if (status === "disconnected") return away();
      timer = setTimeout(away, LOST_MS);
      kernelExists().then((exists) => { if (!exists) gone(); }, () => {});
    });
  };

  /* Until the live page has its kernel, asks the server now and then whether there still is one. */
  const whenStarted = () => {
    const started = performance.now();
    const look = (n) => {
      const kernel = window.jupyterapp?.widgetManager?.kernel;
      if (kernel) return watchConnection(kernel);
      if (performance.now() - started > PATIENCE_MS) return showLost(true);
      if (n % 20 === 19) kernelExists().then((exists) => { if (!exists) showLost(true); }, () => {});
      setTimeout(look, 200, n + 1);
    };
    look(0);
  };

  /* ---- The groups of the header: open one at a time, closed by Escape and by a press elsewhere ---------- */

  const groups = () => [...document.querySelectorAll(".pages-of-a-group[open], .look-as[open]")];
  document.addEventListener("click", (event) => {
    groups().filter((group) => !group.contains(event.target)).forEach((group) => { group.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const group of groups()) {
      const inside = group.contains(document.activeElement);
      group.open = false;
      if (inside) group.querySelector("summary").focus();
    }
  });

  /* ---- Paper -------------------------------------------------------------------------------------- */

  /* How many contacts are printed is chosen beside "Print"; the browser's own print follows the choice. */
  const printChoices = () => [...document.querySelectorAll("[data-print-choice]")];
  let printChoice = "newest";
  const showPrintChoice = () => printChoices().forEach((choice) => { choice.value = printChoice; });
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-print-choice]")) return;
    printChoice = event.target.value;
    showPrintChoice();
  });
  document.addEventListener("supervision:live", showPrintChoice);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
  window.addEventListener("beforeprint", () => {
    /* A page that was painted anew shows its choice anew. */
    printChoice = printChoices()[0]?.value || "newest";
    document.body.dataset.printContacts = printChoice;
    /* What a fold holds is printed whole or not at all; afterwards it is as it was. */
    const folds = printChoice === "all" ? ".contact .more, .contacts .earlier" : ".contact .more";
    document.querySelectorAll(folds).forEach((fold) => {
      if (fold.open) return;
      fold.open = true;
      window.addEventListener("afterprint", () => { fold.open = false; }, { once: true });
    });
  });

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
  window.addEventListener("beforeunload", (event) => {
    event.stopImmediatePropagation();
    /* Words that stand only on the screen are not left without being asked. */
    if (document.querySelector(".sk-form[data-unkept]")) event.preventDefault();
  });
  window.addEventListener("pagehide", endKernel);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  /* ---- Searching the caseload --------------------------------------------------------------------- */

  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  /* As somebody types, only the cases stay whose code, worker, setting and reasons hold every word. */
  const searchCases = (find) => {
    const field = find.querySelector("input");
    const count = find.querySelector("[role=status]");
    const caseload = find.closest(".caseload");
    const closed = caseload.querySelector("details");
    const rows = [...caseload.querySelectorAll("tbody tr")].map((row) => ({
      row, words: plain([...row.children].slice(0, 2).map((cell) => cell.textContent).join(" ")),
    }));
    const look = () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      const found = rows.filter((each) => words.every((word) => each.words.includes(word)));
      rows.forEach(({ row }) => { row.hidden = true; });
      found.forEach(({ row }) => { row.hidden = false; });
      count.textContent = words.length ? find.dataset.find.replace("{found}", found.length) : "";
      if (closed) closed.open = words.length > 0 && Boolean(closed.querySelector("tbody tr:not([hidden])"));
      return found;
    };
    field.addEventListener("input", look);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && field.value) { event.preventDefault(); field.value = ""; look(); }
      if (event.key !== "Enter") return;
      const found = look();
      if (field.value.trim() && found.length === 1) found[0].row.querySelector("a").click();
    });
    find.hidden = false;
    if (field.value) look();
  };

  /* A press counts from the moment there is something to press: this script runs before the page is read. The
     rest waits until all of it is there, and still comes before the front end, which replaces parts of it. */
  document.addEventListener("click", rememberPress, true);
  const begin = () => {
    if (document.readyState !== "interactive") return;
    document.querySelectorAll(".output").forEach(awaitLive);
    document.querySelectorAll(".find[data-find]").forEach(searchCases);
    nameTheWindow();
    if (document.querySelector(".live")) whenStarted();
  };
  document.addEventListener("readystatechange", begin);
})();
