// How does a file made in Python reach the browser's download folder?

function render({ model, el }) {
  const button = document.createElement("button");
  const status = document.createElement("span");
  button.type = "button";
  button.className = "sk-download";
  status.className = "sk-download-status";
  status.setAttribute("role", "status");
  const label = () => (button.textContent = model.get("label"));
  label();
  model.on("change:label", label);
  button.addEventListener("click", () => model.send({ press: "download" }));
  model.on("msg:custom", (message, buffers) => {
    status.textContent = message.problem ?? "";
    if (message.problem) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([buffers[0]], { type: message.mime }));
    link.download = message.filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  el.append(button, " ", status);
}

export default { render };
