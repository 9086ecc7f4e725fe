// Which case was asked for? The same field stands in the page before it is live, where it leads to the
// case's address.

let made = 0;

function render({ model, el }) {
  const list = `cases-${(made += 1)}`;
  const form = document.createElement("form");
  form.className = "finder";
  const label = document.createElement("label");
  const field = document.createElement("input");
  const offered = document.createElement("datalist");
  const button = document.createElement("button");
  field.id = `${list}-field`;
  field.name = "case";
  field.autocomplete = "off";
  field.spellcheck = false;
  field.setAttribute("list", list);
  label.htmlFor = field.id;
  offered.id = list;
  button.type = "submit";
  button.className = "button secondary";
  form.append(label, field, offered, button);

  const draw = () => {
    const { label: words, press, options } = model.get("said");
    label.textContent = words;
    button.textContent = press;
    offered.replaceChildren(...options.map((value) => {
      const option = document.createElement("option");
      option.value = value;
      return option;
    }));
  };
  const find = () => {
    if (!field.value.trim()) return field.focus();
    model.send({ find: field.value });
    field.value = "";
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  // A browser tells a choice from its list as no kind of typing, or as a replacement.
  field.addEventListener("input", (event) => {
    const chosen = !event.inputType || event.inputType === "insertReplacementText";
    if (chosen && model.get("said").options.includes(field.value)) find();
  });
  draw();
  model.on("change:said", draw);
  el.append(form);
}

export default { render };
