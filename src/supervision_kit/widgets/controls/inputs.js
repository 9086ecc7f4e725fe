// How is one plain question drawn: text, date, select, tick, choice?
//
// What people typed meets the page only as text or as a property, never as markup.
// A control is {node, keys, fill(value), focus(), mark(sentence), warn(sentence)}.
// inputs.js, rating.js, groups.js and form.js are joined in this order to one module.

let serial = 0;

const newId = (word) => `sk-${word}-${++serial}`;

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

function on(node, event, react) {
  node.addEventListener(event, react);
  return node;
}

function show(node, visible) {
  node.hidden = !visible;
}

function isEmpty(answer) {
  if (answer === null || answer === undefined || answer === "" || answer === false) return true;
  return typeof answer === "object" && Object.values(answer).every(isEmpty);
}

function inWords(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

const count = (n) => n.toLocaleString(document.documentElement.lang || "en");

// --- what stands around an input ---------------------------------------------------------------

// Hint, warning and error of one question, and the ids a screen reader is pointed to.
function surroundings(spec, form) {
  const hint = spec.hint ? el("p", { class: "sk-hint", id: newId("hint"), text: spec.hint }) : null;
  const error = el("p", { class: "sk-error", id: newId("error"), hidden: true });
  const warning = el("p", { class: "sk-warning", id: newId("warning"), role: "status" });
  show(warning, false);
  const say = (node, word, sentence = "") => {
    if ((node.dataset.said ?? "") === sentence) return; // said again, it would be read out again
    node.dataset.said = sentence;
    node.replaceChildren();
    if (sentence && word) node.append(el("span", { class: "sk-aside", text: word }));
    if (sentence) node.append(sentence);
    show(node, Boolean(sentence));
  };
  const point = (input, more = []) => {
    const ids = [hint, ...more, warning, error].filter((node) => node && !node.hidden);
    input.setAttribute("aria-describedby", ids.map((node) => node.id).join(" "));
    if (!ids.length) input.removeAttribute("aria-describedby");
  };
  const mark = (input, sentence, more) => {
    say(error, form.texts.error, sentence);
    if (sentence) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    point(input, more);
  };
  const warn = (input, sentence, more) => {
    say(warning, "", sentence);
    point(input, more);
  };
  return { hint, error, warning, point, mark, warn };
}

// What has to be answered, and between which bounds, is said before anybody presses Save.
function needed(spec, form) {
  const told = [spec.bounds, spec.required && form.texts.needed].filter(Boolean).join(" ");
  return told ? el("span", { class: "sk-needed", text: ` ${told}` }) : null;
}

function labelled(spec, input, around, form, ...after) {
  const label = el("label", { class: "sk-label", for: input.id, text: spec.label }, needed(spec, form));
  const node = el("div", { class: spec.line ? "sk-question sk-line" : "sk-question" },
    label, spec.line ? null : around.hint, around.error, input, ...after);
  node.append(around.warning);
  if (spec.line && around.hint) node.append(around.hint); // it comes and goes, and moves no answer
  around.point(input, after);
  return {
    node,
    input,
    keys: [spec.key],
    focus: () => input.focus(),
    mark: (sentence) => around.mark(input, sentence, after),
    warn: (sentence) => around.warn(input, sentence, after),
  };
}

// --- the kinds of question ---------------------------------------------------------------------

function text(spec, form) {
  const around = surroundings(spec, form);
  const tag = spec.rows > 1 ? "textarea" : "input";
  const input = el(tag, {
    id: newId("field"),
    class: spec.short ? "sk-input sk-short" : "sk-input",
    rows: spec.rows > 1 ? spec.rows : null,
    type: spec.rows > 1 ? null : "text",
    inputmode: spec.inputmode,
    autocomplete: "off",
    dir: "auto", // a text of Arabic or Hebrew has its full stop at its own end
  });
  const counter = spec.limit ? el("p", { class: "sk-hint", id: newId("count"), hidden: true }) : null;
  const control = labelled(spec, input, around, form, counter);
  if (spec.aside) control.node.append(asideButton(spec, input, form, () => control));
  const recount = () => {
    if (!counter) return;
    const n = letters(input.value);
    const near = n >= 0.75 * spec.limit;
    // Breaking one endless word into lines can hold a browser up for minutes.
    input.classList.toggle("sk-flood", n > 10 * spec.limit);
    if (near) {
      counter.textContent = inWords(form.texts.count, { n: count(n), limit: count(spec.limit) });
    }
    counter.classList.toggle("sk-over", n > spec.limit);
    if (counter.hidden === near) {
      show(counter, near);
      around.point(input, [counter]);
    }
  };
  on(input, "input", () => {
    recount();
    form.put(spec.key, input.value, true);
  });
  control.fill = (answer) => {
    input.value = answer ?? "";
    recount();
  };
  return control;
}

// The sentence in hand, or what is selected, goes to another question.
function asideButton(spec, input, form, control) {
  const [label, to] = spec.aside;
  const button = el("button", { type: "button", class: "sk-clear", text: label });
  return on(button, "click", () => {
    const [start, end] = sentenceAt(input.value, input.selectionStart, input.selectionEnd);
    const moved = input.value.slice(start, end).trim();
    if (!moved) return;
    const rest = `${input.value.slice(0, start)}${input.value.slice(end)}`.trim();
    const there = form.get(to);
    for (const [key, words] of [[to, there ? `${there}\n${moved}` : moved], [spec.key, rest]]) {
      (key === spec.key ? control() : form.find(key))?.fill(words);
      form.put(key, words);
    }
    input.focus();
  });
}

// Where the selection begins and ends; without one, the sentence around the cursor.
function sentenceAt(words, start, end) {
  if (start !== end) return [start, end];
  const before = words.slice(0, start).search(/[^.!?\n]*$/);
  const after = words.slice(start).search(/[.!?\n]/);
  return [before, after < 0 ? words.length : start + after + 1];
}

function date(spec, form) {
  const around = surroundings(spec, form);
  const input = el("input", { id: newId("field"), class: "sk-input sk-short", type: "date" });
  on(input, "change", () => form.put(spec.key, input.validity.badInput ? "?" : input.value));
  on(input, "blur", () => input.validity.badInput && form.put(spec.key, "?"));
  const offers = (spec.offers ?? []).map(([label, day]) =>
    on(el("button", { type: "button", class: "sk-offer", text: label }), "click", () => {
      input.value = day;
      form.put(spec.key, day);
    }));
  const control = labelled(spec, input, around, form);
  if (offers.length) input.after(el("span", { class: "sk-offers" }, ...offers));
  control.fill = (answer) => (input.value = answer ?? "");
  return control;
}

function options(select, choices, first) {
  select.append(el("option", { value: "", text: first }));
  for (const [value, label] of choices) select.append(el("option", { value, text: label }));
  return select;
}

function select(spec, form) {
  const around = surroundings(spec, form);
  const input = options(el("select", { id: newId("field"), class: "sk-input sk-short" }),
    spec.options, form.texts.choose);
  on(input, "change", () => form.put(spec.key, input.value || null));
  const control = labelled(spec, input, around, form);
  control.fill = (answer) => (input.value = answer ?? "");
  return control;
}

function tick(spec, form) {
  const around = surroundings(spec, form);
  const input = el("input", { id: newId("field"), type: "checkbox" });
  on(input, "change", () => form.put(spec.key, input.checked));
  const label = el("label", { for: input.id, text: spec.label });
  const line = el("div", { class: "sk-tick" }, input, label);
  around.point(input);
  return {
    node: el("div", { class: "sk-question" }, line, around.hint, around.error),
    keys: [spec.key],
    fill: (answer) => (input.checked = Boolean(answer)),
    focus: () => input.focus(),
    mark: (sentence) => around.mark(input, sentence),
    warn: () => {},
  };
}

// One radio button with its label; arrow keys, Tab and Space are the browser's own.
function radio(group, value, label, more = {}) {
  const input = el("input", { type: "radio", name: group, value, id: newId("radio") });
  const shortcut = more.letter ? el("kbd", { "aria-hidden": "true", text: more.letter }) : null;
  const node = el("span", { class: more.class ?? "sk-radio" }, input,
    el("label", { for: input.id }, shortcut, el("span", { text: label })));
  return { input, node };
}

// On a line with letters, one key answers it and leads on to the next such line.
function byLetter(fieldset, letters, answer) {
  fieldset.dataset.letters = "";
  on(fieldset, "keydown", (event) => {
    const { key, ctrlKey, altKey, metaKey, target } = event;
    const value = letters[key.toLowerCase()];
    if (!value || ctrlKey || altKey || metaKey || target.type !== "radio") return;
    event.preventDefault();
    answer(value);
    const lines = [...fieldset.closest(".sk-body").querySelectorAll("[data-letters]")]
      .filter((each) => each.checkVisibility());
    (lines[lines.indexOf(fieldset) + 1] ?? fieldset).querySelector("input:checked, input").focus();
  });
}

// A question answered by picking one of several; picking can be undone.
function radioGroup(spec, form, react, role = "radiogroup") {
  const around = surroundings(spec, form);
  const legend = el("legend", { class: "sk-label", id: newId("legend"), text: spec.label },
    needed(spec, form));
  const fieldset = el("fieldset", { role, class: "sk-group" }, legend);
  const clear = el("button", { type: "button", class: "sk-clear", text: form.texts.clear });
  clear.append(el("span", { class: "sk-aside", text: ` ${spec.label}` }));
  show(clear, false);
  on(clear, "click", () => {
    react(null);
    fieldset.querySelector("input")?.focus();
  });
  return { around, legend, fieldset, clear };
}

function choice(spec, form) {
  const answer = (value) => {
    control.fill(value);
    form.put(spec.key, value);
  };
  const { around, fieldset, clear } = radioGroup(spec, form, answer);
  const name = newId("choice");
  const letterOf = Object.fromEntries(Object.entries(spec.letters ?? {}).map(([k, v]) => [v, k]));
  const radios = spec.options.map(([value, label]) =>
    radio(name, value, label, { letter: letterOf[value] }));
  for (const { input } of radios) on(input, "change", () => answer(input.value));
  if (spec.letters) byLetter(fieldset, spec.letters, answer);
  const row = el("div", { class: "sk-radios" }, ...radios.map(({ node }) => node), clear);
  const order = spec.line ? [around.error, row, around.hint] : [around.hint, around.error, row];
  fieldset.append(...order.filter(Boolean));
  around.point(fieldset);
  const control = {
    node: el("div", { class: ["sk-question", spec.part && "sk-part-of", spec.line && "sk-line"]
      .filter(Boolean).join(" ") }, fieldset),
    keys: [spec.key],
    fill: (value) => {
      for (const { input } of radios) input.checked = input.value === value;
      show(clear, radios.some(({ input }) => input.checked));
    },
    focus: () => radios[0].input.focus(),
    mark: (sentence) => around.mark(fieldset, sentence),
    warn: () => {},
  };
  return control;
}
