// How do the questions become one form: its value, its messages to and from Python?

const WAIT_FOR_TYPING = 300; // ms
const WAIT_FOR_ANSWER = 20000; // ms: a locked store takes up to 15 s to say so

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
  const made = () => structuredClone(only ? value[only] ?? {} : value);
  let value = given();
  let timer = null;
  let answerTimer = null;
  let mine = false;
  let form = null;
  let presses = model.get("said").heard; // how often a button was pressed, and heard in Python
  let heard = presses;

  const root = el("div", { class: "sk-form", "data-lm-suppress-shortcuts": "true" });
  const problems = el("div", { class: "sk-summary", role: "alert", tabindex: "-1", hidden: true });
  const notice = el("div", { class: "sk-notice", role: "status" });
  const body = el("div", { class: "sk-body" });
  const status = el("p", { class: "sk-status", role: "status" });
  const foot = el("div", { class: "sk-foot" });
  const heading = model.get("heading") ? el("h2", { text: model.get("heading") }) : "";
  root.append(heading, problems, notice, body, foot);
  host.append(root);

  const send = (act) => {
    try {
      act();
      clearTimeout(answerTimer);
      answerTimer = setTimeout(noAnswer, WAIT_FOR_ANSWER);
    } catch {
      noAnswer();
    }
  };
  function noAnswer() {
    busy(false);
    status.textContent = model.get("texts").no_answer;
  }
  function sync(more = {}) {
    clearTimeout(timer);
    timer = null;
    mine = true;
    send(() => {
      model.set("value", made());
      for (const [name, news] of Object.entries(more)) model.set(name, news);
      model.save_changes();
    });
    mine = false;
  }
  const flush = () => timer && sync();
  const put = (key, answer, later = false) => {
    value = { ...value, [key]: answer };
    form.refresh();
    clearTimeout(timer);
    if (later) timer = setTimeout(sync, WAIT_FOR_TYPING);
    else sync();
  };
  function busy(saving) {
    body.inert = saving;
    root.toggleAttribute("data-saving", saving);
    for (const button of foot.querySelectorAll("button")) {
      button.setAttribute("aria-disabled", String(saving));
    }
  }
  // A press goes out as one message with the value, so that no older value can arrive after it.
  const press = (name) => {
    if (root.hasAttribute("data-saving")) return;
    presses += 1;
    busy(true);
    sync({ pressed: { press: name, n: presses } });
  };
  const button = ({ press: name, label, look }) =>
    on(el("button", { type: "button", class: `sk-${look ?? "outlined"}`, text: label }), "click",
      () => press(name));

  function draw() {
    const texts = model.get("texts");
    form = makeForm(texts, put, () => value);
    body.replaceChildren(...model.get("fields").map((spec) => form.draw(spec).node));
    form.fill();
    hear();
  }
  function hear() {
    const said = model.get("said");
    clearTimeout(answerTimer);
    busy(presses > said.heard);
    form.tell(said.errors, said.warnings);
    problems.replaceChildren(...(said.errors.length ? summary(said.errors, model.get("texts"), form) : []));
    show(problems, said.errors.length > 0);
    if (said.errors.length && said.heard > heard) problems.focus();
    heard = said.heard;
    const words = said.notice ? [el("p", { text: said.notice.text })] : [];
    const more = said.notice?.buttons ?? [];
    const key = JSON.stringify(said.notice ?? null);
    if (notice.dataset.shown !== key) {
      notice.dataset.shown = key;
      notice.replaceChildren(...words, ...(more.length ? [el("div", {}, ...more.map(button))] : []));
      show(notice, words.length > 0);
    }
    if (status.textContent !== said.status) status.textContent = said.status;
  }
  function refill() {
    if (mine) return;
    clearTimeout(timer);
    timer = null;
    value = given();
    form.fill();
  }
  const leave = () => document.visibilityState === "hidden" && flush();

  if (model.get("buttons").length) foot.append(...model.get("buttons").map(button), status);
  draw();
  model.on("change:value", refill);
  model.on("change:said", hear);
  model.on("change:fields", draw);
  on(root, "focusout", flush);
  document.addEventListener("visibilitychange", leave);
  window.addEventListener("pagehide", flush);
  return () => {
    flush();
    clearTimeout(answerTimer);
    document.removeEventListener("visibilitychange", leave);
    window.removeEventListener("pagehide", flush);
  };
}

export default { render };
