// The models page in the browser: files sent as they are, the page shown anew while a model is on its way.
(() => {
  const { act, element, files, onStart, problem } = window.candor;
  const LOOK_AGAIN = 1000;
  const list = () => {
    const made = document.querySelector("#files .files") || element("ul", { className: "files" });
    if (!made.isConnected) document.getElementById("files").append(made);
    return made;
  };

  // One file as the body of a request, which no form could carry at this size.
  const send = (file) => {
    const item = files.line(file.name);
    list().append(item);
    const request = new XMLHttpRequest();
    request.open("POST", `/v1/local-models/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) item.querySelector("progress").value = event.loaded / event.total;
    });
    request.addEventListener("loadend", async () => {
      const answer = new Response(request.responseText || "", { status: request.status || 503 });
      if (answer.ok) item.remove();
      else files.show(item, { name: file.name, status: "failed", error: await problem(answer) });
      act("refresh");
    });
    request.send(file);
  };

  let waits = false;
  const lookAgain = () => {
    if (waits || !document.querySelector(".arriving li:not([data-step=failed])")) return;
    waits = true;
    setTimeout(() => { waits = false; act("refresh"); }, LOOK_AGAIN);
  };
  const addPath = () => {
    const field = document.getElementById("model-path");
    if (field.value.trim()) act("add", { path: field.value.trim() });
  };

  onStart("models", () => {
    files.dropZone((dropped) => dropped.forEach(send));
    document.addEventListener("click", (event) => {
      if (event.target.closest("#attach")) document.getElementById("attach-input").click();
      if (event.target.closest("#add-path")) addPath();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.id === "model-path") addPath();
    });
    document.addEventListener("change", (event) => {
      if (event.target.id === "attach-input") {
        [...event.target.files].forEach(send);
        event.target.value = "";
      }
      const { collection, field } = event.target.dataset;
      if (collection && field) act("collection", { collection, field, value: event.target.value });
    });
    new MutationObserver(lookAgain).observe(document.getElementById("shelf"), { childList: true, subtree: true });
    act("start");
  });
})();
