// How do several questions stand together: sections, cards, folds, lists that grow?

// A list that grows by a button: each row holds the same few questions.
function rows(spec, form) {
  let answers = [];
  let drawn = [];
  let dropped = null; // the row that was removed last, which can be put back
  // Two questions stand on one line; more of them are a card.
  const list = el("div", { class: spec.fields.length > 2 ? "sk-rows sk-cards" : "sk-rows" });
  const undo = el("button", { type: "button", class: "sk-clear", text: form.texts.put_back });
  const gone = el("p", { class: "sk-hint sk-gone", role: "status" });
  const tell = (later) => form.put(spec.key, answers.map((row) => ({ ...row })), later);
  const add = on(el("button", { type: "button", class: "sk-outlined", text: spec.add }), "click", () => {
    answers.push({});
    forget();
    redraw();
    tell();
    drawn.at(-1)[0].focus();
  });
  const forget = () => {
    dropped = null;
    gone.replaceChildren();
  };
  const drop = (i) => {
    const [row] = answers.splice(i, 1);
    dropped = { i, row };
    redraw();
    tell();
    gone.replaceChildren(inWords(form.texts.removed, { row: inWords(spec.row, { n: i + 1 }) }), " ", undo);
    undo.focus();
  };
  const mover = (label, name, from, to) => {
    const button = el("button", { type: "button", class: "sk-clear", text: label });
    button.append(el("span", { class: "sk-aside", text: ` ${name}` }));
    return on(button, "click", () => {
      [answers[from], answers[to]] = [answers[to], answers[from]];
      forget();
      redraw();
      tell();
      drawn[to][0].focus();
    });
  };
  on(undo, "click", () => {
    const { i, row } = dropped;
    answers.splice(i, 0, row);
    forget();
    redraw();
    tell();
    drawn[i][0].focus();
  });
  // A first row stands ready to be written in; there is nothing in it to take away.
  const isOnlyBlank = () => spec.ready && answers.length === 1 && isEmpty(answers[0]);
  const stillReady = () => {
    if (spec.ready && !answers.length) answers = [{}];
  };
  function redraw() {
    stillReady();
    drawn = answers.map((row, i) => spec.fields.map((field) => {
      const inner = { ...form, put: (key, value, later) => {
        answers[i][key] = value;
        tell(later);
      } };
      const control = KINDS[field.kind](field, inner);
      control.fill(row[field.key]);
      return control;
    }));
    list.replaceChildren(...drawn.map((controls, i) => {
      const name = inWords(spec.row, { n: i + 1 });
      const moves = [["up", i - 1], ["down", i + 1]]
        .filter(([word, to]) => spec[word] && answers[to])
        .map(([word, to]) => mover(spec[word], name, i, to));
      const remove = el("button", { type: "button", class: "sk-clear", text: spec.remove });
      remove.append(el("span", { class: "sk-aside", text: ` ${name}` }));
      on(remove, "click", () => drop(i));
      return el("fieldset", { class: "sk-row" }, el("legend", { class: "sk-small", text: name }),
        el("div", { class: "sk-row-fields" }, ...controls.map(({ node }) => node)),
        isOnlyBlank() ? null : el("div", { class: "sk-row-acts" }, ...moves, remove));
    }));
  }
  const at = (where, act) => {
    const [i, key] = where;
    const j = spec.fields.findIndex((field) => field.key === key);
    if (drawn[i]?.[j]) act(drawn[i][j]);
  };
  const label = el("p", { class: "sk-label", id: newId("label"), text: spec.label });
  return {
    node: el("div", { class: "sk-question", role: "group", "aria-labelledby": label.id }, label,
      spec.hint ? el("p", { class: "sk-hint", text: spec.hint }) : null, list, gone, add),
    keys: [spec.key],
    fill: (value) => {
      answers = (value ?? []).map((row) => ({ ...row }));
      forget();
      redraw();
    },
    focus: (where) => (where ? at(where, (control) => control.focus()) : add.focus()),
    mark: (sentence, i, key) => at([i, key], (control) => control.mark(sentence)),
    warn: (sentence, i, key) => at([i, key], (control) => control.warn(sentence)),
    addresses: () => drawn.flatMap((controls, i) => controls.map((_, j) => [i, spec.fields[j].key])),
  };
}

const WRAPS = {
  section: (spec) => el("section", { class: "sk-section" }, el("h3", { text: spec.label })),
  card: (spec) => el("div", { class: "sk-card" },
    spec.label ? el("p", { class: "sk-label", text: spec.label }) : null),
  fold: (spec) => el("details", { class: "sk-fold" },
    el("summary", {}, el("span", { text: spec.label }))),
  beside: () => el("div", { class: "sk-beside" }),
  lines: () => el("div", { class: "sk-lines" }),
  pairs: () => el("div", { class: "sk-lines sk-pairs" }),
  people: () => el("div", { class: "sk-lines sk-pairs sk-people" }),
  more: () => el("div", { class: "sk-more" }),
};

function group(spec, form) {
  const node = WRAPS[spec.look](spec);
  if (spec.hint) node.append(el("p", { class: "sk-hint", text: spec.hint }));
  const controls = spec.fields.map((field) => form.draw(field));
  node.append(...controls.map((control) => control.node));
  if (spec.open) node.open = true;
  const keys = controls.flatMap((control) => control.keys);
  const fill = () => {
    const filled = keys.some((key) => !isEmpty(form.get(key)));
    if (spec.look === "fold" && filled) node.open = true;
  };
  return { node, keys, fill, focus: () => controls[0].focus(), mark: () => {}, warn: () => {} };
}

// The safety line at the foot: what has been noted, and the way to it.
function strip(spec, form) {
  const words = el("span", { role: "status" });
  const link = on(el("a", { href: "#", text: spec.link }), "click", (event) => {
    event.preventDefault();
    form.focus(spec.follows);
  });
  const refresh = () => {
    const sentence = spec.texts[form.get(spec.follows) ?? ""] ?? spec.texts[""];
    if (words.textContent !== sentence) words.textContent = sentence;
  };
  return { node: el("div", { class: "sk-strip" }, words, " ", link), keys: [], fill: refresh,
    refresh, focus: () => link.focus(), mark: () => {}, warn: () => {} };
}

function note(spec) {
  const node = el("p", { class: "sk-note", text: spec.label });
  return { node, keys: [], fill: () => {}, focus: () => {}, mark: () => {}, warn: () => {} };
}

// Several answers with one press, such as those of last time.
function offer(spec, form) {
  const give = () => {
    for (const [key, answer] of Object.entries(spec.values)) {
      form.find(key)?.fill(answer);
      form.put(key, answer);
    }
  };
  const node = on(el("button", { type: "button", class: "sk-offer", text: spec.label }), "click", give);
  return { node, keys: [], fill: () => {}, focus: () => node.focus(), mark: () => {}, warn: () => {} };
}

const KINDS = { text, date, select, tick, choice, rating, rows, group, strip, note, offer };
