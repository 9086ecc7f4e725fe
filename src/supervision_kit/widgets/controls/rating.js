// How is one dimension rated: cards with anchors, or not rated with a reason, and what was seen?

// One point of a scale as a card: number, short label, what one would see.
function point(name, anchor) {
  const ids = { head: newId("point"), text: newId("anchor") };
  const input = el("input", {
    type: "radio", name, value: anchor.value, class: "sk-point-input",
    "aria-labelledby": ids.head, "aria-describedby": anchor.text ? ids.text : null,
  });
  const head = el("span", { id: ids.head, class: "sk-point-head" },
    anchor.shown ? el("span", { class: "sk-point-number", text: anchor.shown }) : null, " ",
    el("span", { class: "sk-point-label", text: anchor.label }));
  const node = el("div", { class: "sk-point" }, input, head);
  if (anchor.text) node.append(el("span", { id: ids.text, class: "sk-point-text", text: anchor.text }));
  return { input, node };
}

// A continuous scale has no cards: a number is typed, the anchors stand beside it as text.
function figure(spec, legend, react) {
  const id = newId("figure");
  const input = el("input", {
    id, type: "text", class: "sk-input sk-figure", inputmode: "decimal", autocomplete: "off",
    "aria-labelledby": `${legend.id} ${id}-label`,
  });
  const label = el("label", { id: `${id}-label`, for: id, text: spec.range });
  const anchors = el("ul", { class: "sk-anchors" }, ...spec.points.map((anchor) =>
    el("li", { text: `${anchor.shown} – ${[anchor.label, anchor.text].filter(Boolean).join(": ")}` })));
  on(input, "input", () => {
    const number = Number(input.value.replace(",", "."));
    react(input.value.trim() === "" ? null : Number.isFinite(number) ? number : input.value);
  });
  return { input, node: el("div", { class: "sk-number" }, anchors, label, input) };
}

function inHand(node) {
  for (const other of node.parentElement.querySelectorAll(".sk-in-hand")) {
    if (other !== node) other.classList.remove("sk-in-hand");
  }
  node.classList.add("sk-in-hand");
}

function rating(spec, form) {
  const blank = () => ({ value: null, not_rated: null, not_rated_note: "", evidence: "" });
  let now = blank();
  const change = (part, later) => {
    now = { ...now, ...part };
    display();
    form.put(spec.key, now, later);
  };
  const undo = () => {
    if (typed) typed.input.value = "";
    change({ value: null, not_rated: null });
  };
  const role = spec.typed ? null : "radiogroup";
  const { around, legend, fieldset, clear } = radioGroup(spec, form, undo, role);

  const name = newId("rating");
  const points = spec.typed ? [] : spec.points.map((anchor) => point(name, anchor));
  points.forEach(({ input }, i) => on(input, "change", () =>
    change({ value: spec.points[i].value, not_rated: null })));
  const typed = spec.typed ? figure(spec, legend, (value) =>
    change({ value, not_rated: value === null ? now.not_rated : null }, true)) : null;
  const direct = spec.direct.map(([key, label]) => ({ key, ...radio(name, key, label) }));
  for (const { key, input } of direct) {
    on(input, "change", () => change({ value: null, not_rated: key }));
  }
  const other = radio(name, "", spec.compact ? form.texts.not_rated_short : form.texts.not_rated);
  on(other.input, "change", () => change({ value: null, not_rated: reason.value }));
  const buttons = [...points, ...direct, ...(spec.reasons.length ? [other] : [])];

  const named = (input, label) => {
    input.setAttribute("aria-labelledby", `${legend.id} ${label.id}`);
    label.setAttribute("for", input.id);
    return el("div", { class: "sk-part" }, label, input);
  };
  const words = (sentence) => el("label", { id: newId("label"), class: "sk-small", text: sentence });
  const reason = options(el("select", { id: newId("reason"), class: "sk-input sk-short" }),
    spec.reasons, form.texts.choose_reason);
  on(reason, "change", () => change({ not_rated: reason.value }));
  const note = on(el("input", { id: newId("note"), type: "text", class: "sk-input",
    autocomplete: "off" }), "input", () => change({ not_rated_note: note.value }, true));
  const why = el("div", { class: "sk-why" }, named(reason, words(form.texts.reason)),
    named(note, words(form.texts.reason_note)));
  const evidence = on(el("textarea", { id: newId("evidence"), rows: 2, class: "sk-input" }),
    "input", () => change({ evidence: evidence.value }, true));
  const last = spec.last ? el("p", { class: "sk-last", id: newId("last"), text: spec.last }) : null;

  const cards = el("div", { class: `sk-points sk-points-${points.length > 5 ? "many" : "few"}` },
    ...points.map(({ node }) => node));
  const beneath = el("div", { class: "sk-radios" }, ...direct.map(({ node }) => node),
    spec.reasons.length ? other.node : "", clear);
  fieldset.append(...[around.hint, last, around.error, typed ? typed.node : cards, beneath].filter(Boolean));
  const seen = spec.evidence ? named(evidence, words(spec.evidence)) : null;
  const node = el("div", { class: "sk-question sk-rating" }, fieldset,
    spec.reasons.length ? why : null, seen, around.warning);
  // On one line, the points say what they mean only in the row in hand.
  if (spec.compact) {
    node.classList.add("sk-compact", "sk-line");
    // Not while a pointer is down: what moved away under it would not be pressed.
    let isDown = false;
    on(node, "pointerdown", () => (isDown = true));
    on(node, "focusin", ({ target }) => {
      if (isDown) return;
      inHand(node);
      target.scrollIntoView({ block: "nearest" }); // the row has grown, perhaps beneath the foot
    });
    on(node, "click", () => {
      isDown = false;
      inHand(node);
    });
    on(legend, "click", () => control.focus());
  }

  const looksBack = () => !spec.last_when || Boolean(form.get(spec.last_when));
  function display() {
    const known = spec.reasons.some(([key]) => key === now.not_rated);
    const opened = now.not_rated === "" || known;
    points.forEach(({ input }, i) => (input.checked = now.value === spec.points[i].value));
    for (const { key, input } of direct) input.checked = now.not_rated === key;
    other.input.checked = opened;
    if (opened) reason.value = now.not_rated;
    if (typed && now.not_rated !== null) typed.input.value = "";
    show(why, opened || Boolean(now.not_rated_note));
    show(clear, now.value !== null || now.not_rated !== null);
    if (seen && spec.compact) show(seen, now.value !== null || Boolean(now.evidence));
    if (last) show(last, looksBack());
    around.point(fieldset, last ? [last] : []);
  }
  const control = {
    node,
    keys: [spec.key],
    fill: (answer) => {
      now = { ...blank(), ...answer };
      if (typed) typed.input.value = now.value ?? "";
      reason.value = "";
      note.value = now.not_rated_note;
      evidence.value = now.evidence;
      display();
    },
    focus: () => {
      if (now.not_rated === "") reason.focus();
      else (typed ?? buttons.find(({ input }) => input.checked) ?? buttons[0]).input.focus();
    },
    mark: (sentence) => {
      around.mark(fieldset, sentence, last ? [last] : []);
      if (typed) fieldset.removeAttribute("aria-invalid"); // a plain group cannot be invalid
      typed?.input.setAttribute("aria-invalid", String(Boolean(sentence)));
      reason.setAttribute("aria-invalid", String(Boolean(sentence) && now.not_rated === ""));
    },
    warn: (sentence) => around.warn(evidence, sentence),
    refresh: display,
  };
  return control;
}
