// How do the questions become one form: its value, its messages to and from Python?

const WAIT_FOR_TYPING = 300; // ms
const WAIT_FOR_ANSWER = 20000; // ms: a locked store takes up to 15 s to say so

const inBytes = (answer) => new TextEncoder().encode(JSON.stringify(answer)).length;

function letters(words) {
  let n = 0;
  for (const _ of words) n += 1; // as Python counts, which a string's length does not
  return n;
}

// Every text in an answer, with its address in the form; the texts of one rating share theirs.
function textsOf(address, answer) {
  if (typeof answer === "string") return [[address, answer]];
  if (Array.isArray(answer)) {
    return answer.flatMap((row, i) =>
      Object.entries(row).flatMap(([column, part]) => textsOf(`${address}/${i}/${column}`, part)));
  }
  return answer ? Object.values(answer).flatMap((part) => textsOf(address, part)) : [];
}

// A text that is far too long stays here: sent, it could close the connection, and no later word of
// any other question would be taken either. Python is told how long it is.
function fitting(value, room) {
  const leftOut = {};
  const sizes = new Map();
  for (const [key, answer] of Object.entries(value)) {
    const long = textsOf(key, answer).filter(([, words]) => words.length > room.text);
    for (const [address, words] of long) leftOut[address] = letters(words);
    if (!long.length) sizes.set(key, inBytes(answer));
  }
  let total = [...sizes.values()].reduce((sum, n) => sum + n, 0);
  for (const [key, n] of [...sizes].sort(([, one], [, other]) => other - one)) {
    if (total <= room.all) break;
    total -= n;
    sizes.delete(key);
    const [address, words] = textsOf(key, value[key]).sort(([, one], [, other]) =>
      other.length - one.length)[0];
    leftOut[address] = letters(words);
  }
  const sent = Object.fromEntries([...sizes.keys()].map((key) => [key, value[key]]));
  return { sent, leftOut };
}

function makeForm(texts, put, read) {
  const drawn = [];
  const form = {
    texts,
    get: (key) => read()[key],
    put,
    draw: (spec) => {
      const control = KINDS[spec.kind](spec, form);
      drawn.push({ spec, control });
      return control;
    },
    find: (key) => drawn.find(({ spec, control }) => spec.key === key && control.fill)?.control,
    fill: () => {
      for (const { spec, control } of drawn) control.fill(form.get(spec.key));
      form.refresh();
    },
    // A question that does not apply now is put away only while it is empty:
    // nothing that was typed becomes invisible, and nothing invisible is saved.
    refresh: () => {
      for (const { spec, control } of drawn) {
        control.refresh?.();
        if (!spec.when) continue;
        const [key, answers] = spec.when;
        const filled = control.keys.some((own) => !isEmpty(form.get(own)));
        show(control.node, filled || answers.includes(form.get(key) ?? null));
      }
    },
    // An address is "key" or, in a list that grows, "key/row/column".
    focus: (address) => {
      const [key, i, column] = address.split("/");
      const control = form.find(key);
      if (!control) return;
      for (let node = control.node; node; node = node.parentElement) {
        if (node.tagName === "DETAILS") node.open = true;
        if (node.matches(".sk-step")) node.dispatchEvent(new CustomEvent("sk-open"));
      }
      control.focus(i === undefined ? null : [Number(i), column]);
    },
    tell: (errors, warnings) => {
      const about = (list, address) => list.find(({ key }) => key === address)?.text ?? "";
      for (const { spec, control } of drawn) {
        for (const where of control.addresses?.() ?? [[]]) {
          const address = [spec.key, ...where].join("/");
          control.mark(about(errors, address), ...where);
          control.warn(about(warnings, address), ...where);
        }
      }
    },
  };
  return form;
}

function summary(errors, texts, form) {
  const items = errors.map(({ key, text }) => {
    if (!key || !form.find(key.split("/")[0])) return el("li", { text });
    const link = on(el("a", { href: "#", text }), "click", (event) => {
      event.preventDefault();
      form.focus(key);
    });
    return el("li", {}, link);
  });
  return [el("p", { class: "sk-label", text: texts.problem }), el("ul", {}, ...items)];
}

function render({ model, el: host }) {
  const only = model.get("only"); // a single question has its answer as the value
  const given = () => structuredClone(only ? { [only]: model.get("value") } : model.get("value"));
  const texts = model.get("texts");
  let value = given();
  let filled = model.get("filled");
  let form = null;
  let strips = []; // what stands in the foot though it belongs to the form
  let typing = null; // the timer that waits for the next letter
  let answer = null; // the timer that waits for Python
  let sent = model.get("said").heard; // the number of the last message, and of the last press
  let awaited = 0;
  let lost = false; // the page has no connection
  let unanswered = false; // Python has been silent for too long
  let back = null; // what had the focus when the form was locked

  const look = model.get("look");
  const root = el("div", { class: `sk-form ${look && `sk-${look}`}`, "data-lm-suppress-shortcuts": "true" });
  const silence = el("p", { class: "sk-lost", role: "alert", hidden: true });
  const problems = el("div", { class: "sk-summary", role: "alert", tabindex: "-1", hidden: true });
  const notice = el("div", { class: "sk-notice", role: "status", tabindex: "-1" });
  const body = el("div", { class: "sk-body" });
  const status = el("p", { class: "sk-status", role: "status" });
  const foot = el("div", { class: "sk-foot" });
  // A form that stands alone has the heading of the page.
  const level = look === "large" ? "h1" : "h2";
  const heading = model.get("heading") ? el(level, { text: model.get("heading"), tabindex: "-1" }) : "";
  root.append(heading, silence, problems, notice, body, foot);
  host.append(root);

  // --- what goes to Python ---

  // Messages of their own, not a synced value: ipywidgets holds a value back until the one before
  // was answered, and would hold it back for ever when the connection has lost that answer.
  function sync(more = {}) {
    clearTimeout(typing);
    typing = null;
    sent = Math.max(sent, model.get("said").heard) + 1;
    const { sent: fits, leftOut } = fitting(value, model.get("room"));
    const message = { n: sent, filled, value: only ? fits[only] ?? {} : fits, left_out: leftOut };
    try {
      model.send({ ...message, ...more });
      answer ??= setTimeout(noAnswer, WAIT_FOR_ANSWER);
    } catch {
      unanswered = true;
      settle();
    }
    return sent;
  }
  const flush = () => typing && sync();
  const put = (key, news, later = false) => {
    value = { ...value, [key]: news };
    form.refresh();
    clearTimeout(typing);
    if (later) typing = setTimeout(sync, WAIT_FOR_TYPING);
    else sync();
  };
  // A press goes out as one message with the value, so that no older value can arrive after it.
  const press = (name) => {
    if (!awaited && !isLocked()) awaited = sync({ press: name });
    settle();
  };
  const button = ({ press: name, label, look }) =>
    on(el("button", { type: "button", class: `sk-${look ?? "outlined"}`, "data-press": name,
      text: label }), "click", () => press(name));

  // --- whether it may be written on ---

  const isLocked = () => lost || unanswered || model.get("said").over;
  // Whether something on screen would be gone with the page.
  const isUnkept = () =>
    model.get("said").unkept || typing !== null || sent > model.get("said").heard;

  // A locked form can be read and copied. Nothing typed now would be kept, so nothing can be typed.
  function lock(locked) {
    const focused = document.activeElement;
    const changes = locked !== root.hasAttribute("data-locked");
    root.toggleAttribute("data-locked", locked);
    for (const node of root.querySelectorAll("input, textarea, select, button")) {
      if (node.matches("textarea, [type=text], [type=date]")) node.readOnly = locked;
      else node.disabled = locked;
    }
    if (changes && locked) back = root.contains(focused) ? focused : null;
    if (changes && !locked && focused === document.body) back?.focus({ preventScroll: true });
  }
  function settle() {
    const saving = awaited > 0 && !isLocked();
    body.inert = saving;
    root.toggleAttribute("data-saving", saving);
    for (const node of foot.querySelectorAll("button")) {
      node.setAttribute("aria-disabled", String(saving));
    }
    const said = model.get("said");
    root.toggleAttribute("data-unkept", said.unkept || (isLocked() && !said.over && isUnkept()));
    const words = unanswered && !lost ? texts.no_answer : "";
    if (silence.textContent !== words) silence.textContent = words;
    show(silence, Boolean(words));
    lock(isLocked());
  }
  function noAnswer() {
    answer = null;
    unanswered = true;
    settle();
    if (!lost) sync(); // asked again: the answer, not the question, may have been lost
  }
  // The page says that the connection is lost, and asks what became of the words.
  const loseIt = (event) => {
    clearTimeout(typing);
    if (model.get("said").over) return;
    lost = true;
    event.detail.words.push(isUnkept() ? texts.not_kept_when_lost : texts.kept_when_lost);
    settle();
  };
  // It is written on again once Python has everything that stands here.
  const findIt = () => {
    if (!lost) return;
    lost = false;
    unanswered = true;
    sync();
    settle();
  };

  // --- what comes from Python ---

  const standsFirst = (each) => each.matches(".sk-in-foot");

  function draw() {
    form = makeForm(texts, put, () => value);
    body.replaceChildren(...model.get("fields").map((spec) => form.draw(spec).node));
    for (const strip of strips) strip.remove();
    strips = [...body.querySelectorAll(".sk-strip, .sk-in-foot")];
    foot.prepend(...strips.filter(standsFirst));
    foot.append(...strips.filter((each) => !standsFirst(each)));
    form.fill();
    hear();
  }
  function hear() {
    const said = model.get("said");
    const pressed = awaited > 0 && said.heard >= awaited;
    const arrived = said.pressed >= awaited;
    if (said.heard >= sent) {
      clearTimeout(answer);
      answer = null;
      unanswered = false;
    }
    if (pressed) awaited = 0;
    form.tell(said.errors, said.warnings);
    problems.replaceChildren(...(said.errors.length ? summary(said.errors, texts, form) : []));
    show(problems, said.errors.length > 0);
    const words = said.notice ? [el("p", { text: said.notice.text })] : [];
    const more = said.notice?.buttons ?? [];
    const key = JSON.stringify(said.notice ?? null);
    const isNews = notice.dataset.shown !== key;
    if (isNews) {
      notice.dataset.shown = key;
      const focused = notice.contains(document.activeElement);
      notice.replaceChildren(...words, ...(more.length ? [el("div", {}, ...more.map(button))] : []));
      show(notice, words.length > 0);
      // The button that was pressed is gone with what it belonged to.
      if (focused) (words.length ? notice : heading || root).focus();
    }
    const told = pressed && !arrived ? texts.press_lost : said.status;
    if (status.textContent !== told) status.textContent = told;
    settle();
    if (pressed && said.errors.length) problems.focus();
    else if (pressed && (said.over || (isNews && said.notice))) notice.focus();
  }
  function refill() {
    if (model.get("filled") === filled) return;
    filled = model.get("filled");
    clearTimeout(typing);
    typing = null;
    value = given();
    form.fill();
  }
  const leave = () => document.visibilityState === "hidden" && flush();

  function drawAround() {
    const buttons = model.get("buttons");
    const [first, last] = [true, false].map((is) =>
      strips.filter((each) => standsFirst(each) === is));
    foot.replaceChildren(
      ...(buttons.length ? [...first, ...buttons.map(button), status, ...last] : []));
    if (heading) heading.textContent = model.get("heading");
  }

  drawAround();
  draw();
  model.on("change:filled", refill);
  model.on("change:said", hear);
  model.on("change:fields", draw);
  model.on("change:buttons", drawAround);
  model.on("change:heading", drawAround);
  on(root, "focusout", flush);
  // A browser brings only the first line of a text into view, which may lie under the foot.
  on(root, "keyup", ({ key, target }) => {
    if (key === "Tab" && target.matches("textarea")) target.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("visibilitychange", leave);
  document.addEventListener("supervision:lost", loseIt);
  document.addEventListener("supervision:found", findIt);
  window.addEventListener("pagehide", flush);
  return () => {
    flush();
    clearTimeout(answer);
    document.removeEventListener("visibilitychange", leave);
    document.removeEventListener("supervision:lost", loseIt);
    document.removeEventListener("supervision:found", findIt);
    window.removeEventListener("pagehide", flush);
  };
}

export default { render };
